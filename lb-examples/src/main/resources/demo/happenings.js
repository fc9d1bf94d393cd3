import { clock, element, say, word } from "./format.js";

const SHOWN = 14;
const list = document.getElementById("happenings");
const spoken = document.getElementById("spoken");

/** Lists what happened, the newest first; what is new since the page opened is spoken. */
export function showHappenings(happenings, live) {
  if (happenings.length === 0) return;
  document.getElementById("no-happenings").hidden = true;
  for (const happening of [...happenings].sort((one, other) => one.at - other.at)) list.prepend(item(happening));
  while (list.children.length > SHOWN) list.lastElementChild.remove();
  if (live) say(spoken, happenings.map(sentence).join(". "));
}

function text({ server, state, text }) {
  return state ? `${server} is ${word(state)}: ${text}` : text;
}

function sentence(happening) {
  return (happening.side ? `${happening.side}: ` : "") + text(happening);
}

function item(happening) {
  const made = element("li", happening.side ? "happening" : "happening done");
  const time = element("time", "", clock(happening.at));
  time.dateTime = new Date(happening.at).toISOString();
  const badge = element("span", "", happening.side ?? "");
  if (happening.side) {
    badge.className = "badge";
    badge.dataset.side = happening.side;
  }
  const mark = element("i", "");
  if (happening.state) mark.dataset.state = happening.state;
  made.append(time, badge, mark, element("span", "text", text(happening)));
  return made;
}
