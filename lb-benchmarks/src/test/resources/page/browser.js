// As much of a browser as the page's scripts use. Canvases write down what is drawn on them, and what
// the scripts ask for that is not here is an error.

const WIDTH = 800;
const frames = [];
const elementsById = new Map();
const charts = new Map();

class Target {
  #listeners = new Map();

  addEventListener(type, listener) {
    if (!this.#listeners.has(type)) this.#listeners.set(type, []);
    this.#listeners.get(type).push(listener);
  }

  dispatchEvent(event) {
    (this.#listeners.get(event.type) ?? []).forEach((listener) => listener({ target: this, preventDefault() {}, ...event }));
  }
}

class Ink {
  calls = [];

  static {
    const methods = [
      "arc", "beginPath", "clearRect", "clip", "closePath", "drawImage", "fill", "fillRect", "fillText", "lineTo", "moveTo", "rect",
      "restore", "save", "scale", "setLineDash", "setTransform", "stroke", "strokeRect",
    ];
    for (const name of methods) {
      Ink.prototype[name] = function (...args) {
        for (const arg of args) {
          if (typeof arg === "number" && !Number.isFinite(arg)) throw new Error(`${name}(${args.join()}) draws nowhere`);
        }
        this.calls.push([name, ...args]);
      };
    }
  }

  measureText(text) {
    return { width: 6 * text.length };
  }

  createPattern() {
    return "a pattern";
  }
}

class Element extends Target {
  children = [];
  style = {};
  attributes = {};
  parent = null;
  offsetWidth = 100;
  offsetHeight = 50;
  #text = "";
  #ink = new Ink();

  constructor(tag) {
    super();
    this.tag = tag;
  }

  get textContent() {
    return this.#text + this.children.map((child) => child.textContent).join("|");
  }

  set textContent(text) {
    this.children = [];
    this.#text = String(text);
  }

  append(...nodes) {
    for (const node of nodes) {
      const child = node instanceof Element ? node : Object.assign(new Element("#text"), { textContent: node });
      child.parent = this;
      this.children.push(child);
    }
  }

  replaceChildren(...nodes) {
    this.textContent = "";
    this.append(...nodes);
  }

  remove() {
    if (this.parent) this.parent.children = this.parent.children.filter((child) => child !== this);
    charts.delete(this.attributes["aria-label"]);
  }

  setAttribute(name, value) {
    this.attributes[name] = value;
    if (this.tag === "canvas" && name === "aria-label") charts.set(value, this);
  }

  querySelector(tag) {
    const found = this.children.find((child) => child.tag === tag);
    if (found) return found;
    this.append(new Element(tag));
    return this.children.at(-1);
  }

  #child(tag) {
    this.append(new Element(tag));
    return this.children.at(-1);
  }

  createTHead() {
    return this.#child("thead");
  }

  createTBody() {
    return this.#child("tbody");
  }

  insertRow() {
    return this.#child("tr");
  }

  get clientWidth() {
    return WIDTH;
  }

  getBoundingClientRect() {
    return { left: 0, top: 0 };
  }

  getContext(kind) {
    if (kind !== "2d") throw new Error(`no context ${kind}`);
    return this.#ink;
  }

  setPointerCapture() {}
}

class Option extends Element {
  constructor(text) {
    super("option");
    this.textContent = text;
  }
}

class Event {
  constructor(type) {
    this.type = type;
  }
}

class ResizeObserver {
  observe() {}
  disconnect() {}
}

const document = Object.assign(new Target(), {
  documentElement: new Element("html"),
  createElement: (tag) => new Element(tag),
  getElementById: (id) => elementsById.get(id) ?? null,
  querySelectorAll: () => [],
});
const devicePixelRatio = 1;
const innerWidth = WIDTH;
const innerHeight = 600;
const matchMedia = () => Object.assign(new Target(), { matches: false });
const getComputedStyle = () => ({ getPropertyValue: (name) => ` ${name}` });
const requestAnimationFrame = (frame) => frames.push(frame);

/** What a test does and sees. */
const browser = {
  addElement(tag, id, text) {
    elementsById.set(id, Object.assign(new Element(tag), { textContent: text }));
  },
  showFrames() {
    while (frames.length > 0) frames.shift()();
  },
  charts: () => [...charts.keys()],
  /** What was drawn on the picture that the chart shows. */
  drawn(chart, method) {
    const shown = charts.get(chart).getContext("2d").calls.filter(([name]) => name === "drawImage").at(-1);
    return shown[1].getContext("2d").calls.filter(([name]) => name === method).length;
  },
  point(chart, x, y) {
    charts.get(chart).dispatchEvent({ type: "pointermove", offsetX: x, offsetY: y });
    browser.showFrames();
  },
  press(chart, key) {
    charts.get(chart).dispatchEvent({ type: "keydown", key });
    browser.showFrames();
  },
  /** Ticks or clears the box, or chooses the button, beside a text. */
  choose(id, text, checked) {
    const label = elementsById.get(id).children.find((child) => child.textContent.endsWith(text));
    const input = label.children[0];
    input.checked = checked;
    input.dispatchEvent({ type: "change" });
    browser.showFrames();
  },
  text: (id) => elementsById.get(id).textContent,
  isHidden: (id) => elementsById.get(id).hidden,
  isDisabled: (id) => elementsById.get(id).disabled,
};
