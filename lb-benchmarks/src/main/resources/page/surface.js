const MARGIN = { left: 62, right: 14, top: 6, bottom: 22 };
const DRAG_PIXELS = 5;

/**
 * A canvas with a frame, over time unless it has a scale of its own. It keeps its picture, so that a
 * cursor that moves costs little. `paint` draws into the frame, `tell` says what is at a place, `enter`
 * is told where somebody clicked; both places are counted from the top of the frame.
 */
class Surface {
  #canvas = document.createElement("canvas");
  #picture = document.createElement("canvas");
  #drag = null;
  #observer = new ResizeObserver(() => redraw());

  constructor(parent, { label, height, left = MARGIN.left, timed = true, paint, tell, rowHeight = null, enter = () => {} }) {
    Object.assign(this, { height, left, timed, paint, tell, rowHeight, enter });
    this.#canvas.className = "chart";
    this.#canvas.tabIndex = 0;
    this.#canvas.setAttribute("role", "img");
    this.#canvas.setAttribute("aria-label", label);
    this.#listen();
    parent.append(this.#canvas);
    this.#observer.observe(parent);
    surfaces.add(this);
  }

  remove() {
    surfaces.delete(this);
    this.#observer.disconnect();
    this.#canvas.remove();
    if (view.cursor?.surface === this) view.cursor = null;
  }

  get frame() {
    const width = Math.max(1, this.#canvas.clientWidth - this.left - MARGIN.right);
    return { left: this.left, top: MARGIN.top, width, height: Math.max(1, this.height() - MARGIN.top - MARGIN.bottom) };
  }

  x(time) {
    const { left, width } = this.frame;
    return left + ((time - view.time[0]) / (view.time[1] - view.time[0])) * width;
  }

  #time(x) {
    const { left, width } = this.frame;
    const part = Math.min(1, Math.max(0, (x - left) / width));
    return view.time[0] + part * (view.time[1] - view.time[0]);
  }

  told() {
    return this.tell(view.cursor.time, view.cursor.y - this.frame.top);
  }

  cursorOnPage() {
    const box = this.#canvas.getBoundingClientRect();
    return { x: box.left + view.cursor.x, y: box.top + view.cursor.y };
  }

  draw(anew) {
    const ratio = devicePixelRatio || 1;
    const width = Math.round(this.#canvas.clientWidth * ratio);
    const height = Math.round(this.height() * ratio);
    if (width === 0) return;
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.style.height = `${this.height()}px`;
      this.#canvas.width = this.#picture.width = width;
      this.#canvas.height = this.#picture.height = height;
      anew = true;
    }
    if (anew) this.#paintPicture(ratio);
    const ink = this.#canvas.getContext("2d");
    ink.setTransform(1, 0, 0, 1, 0, 0);
    ink.clearRect(0, 0, width, height);
    ink.drawImage(this.#picture, 0, 0);
    ink.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#drawCursor(ink);
  }

  #paintPicture(ratio) {
    const ink = this.#picture.getContext("2d");
    ink.setTransform(ratio, 0, 0, ratio, 0, 0);
    ink.clearRect(0, 0, this.#canvas.clientWidth, this.height());
    ink.font = "12px system-ui, sans-serif";
    if (this.timed) this.#paintTimes(ink);
    this.paint(ink, this);
  }

  #paintTimes(ink) {
    const { left, top, width, height } = this.frame;
    ink.textBaseline = "top";
    ink.fillStyle = palette.quiet;
    for (const time of roundNumbers(...view.time, width / 90)) {
      const text = seconds(time);
      const half = ink.measureText(text).width / 2;
      ink.textAlign = "center";
      ink.fillText(text, Math.min(left + width + MARGIN.right - half, this.x(time)), top + height + 6);
      ink.fillRect(this.x(time), top + height, 1, 4);
    }
  }

  #drawCursor(ink) {
    const { left, top, width, height } = this.frame;
    if (this.timed && this.#drag?.moved) {
      const from = this.x(this.#drag.time);
      ink.globalAlpha = 0.25;
      ink.fillStyle = palette.focus;
      ink.fillRect(from, top, this.x(view.cursor?.time ?? this.#drag.time) - from, height);
      ink.globalAlpha = 1;
    }
    if (!view.cursor) return;
    ink.fillStyle = ink.strokeStyle = palette.ink;
    if (this.rowHeight && view.cursor.surface === this && view.cursor.y > top && view.cursor.y < top + height) {
      const row = Math.floor((view.cursor.y - top) / this.rowHeight());
      ink.strokeRect(left - 0.5, top + row * this.rowHeight() - 0.5, width + 1, this.rowHeight());
    }
    if (this.timed && view.cursor.time !== null) {
      const x = this.x(view.cursor.time);
      if (x >= left && x <= left + width) ink.fillRect(Math.round(x), top, 1, height);
    }
  }

  #listen() {
    const on = (type, listener) => this.#canvas.addEventListener(type, listener);
    on("pointermove", (event) => this.#pointed(event));
    on("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.#pointed(event);
      this.#drag = { x: event.offsetX, time: view.cursor.time, moved: false };
      this.#canvas.setPointerCapture(event.pointerId);
    });
    on("pointerup", (event) => this.#released(event));
    on("pointercancel", () => this.#left());
    on("pointerleave", () => this.#left());
    on("blur", () => this.#left());
    on("dblclick", showWhole);
    on("keydown", (event) => this.#key(event));
  }

  #pointed(event) {
    const x = event.offsetX;
    if (this.#drag && Math.abs(x - this.#drag.x) > DRAG_PIXELS) this.#drag.moved = true;
    this.#moveTo(x, event.offsetY, false);
  }

  #moveTo(x, y, byKey) {
    view.cursor = { surface: this, x, y, time: this.timed ? this.#time(x) : null, byKey };
    redraw(true);
  }

  #released(event) {
    const drag = this.#drag;
    this.#drag = null;
    if (drag?.moved && this.timed) zoom(...[drag.time, this.#time(event.offsetX)].sort((a, b) => a - b));
    else if (drag) this.enter(event.offsetY - this.frame.top);
  }

  #left() {
    if (this.#drag && view.cursor?.surface === this) return;
    this.#drag = null;
    view.cursor = null;
    redraw(true);
  }

  #key(event) {
    const { left, top, width, height } = this.frame;
    const step = this.timed ? Math.max(1, this.x(view.time[0] + view.step) - left) : 0;
    // The first place is the middle of an interval, so that rounding never decides which one is meant.
    const start = { x: this.timed ? this.x((Math.floor(this.#time(left + width / 2) / view.step) + 0.5) * view.step) : left, y: top + (this.rowHeight?.() ?? height) / 2 };
    const { x, y } = view.cursor?.surface === this ? view.cursor : start;
    const inFrame = (newX, newY) =>
      this.#moveTo(Math.min(left + width, Math.max(left, newX)), Math.min(top + height - 1, Math.max(top + 1, newY)), true);
    const [from, until] = view.time;
    const middle = this.timed ? this.#time(x) : (from + until) / 2;
    const actions = {
      ArrowLeft: () => inFrame(x - step, y),
      ArrowRight: () => inFrame(x + step, y),
      ArrowUp: () => inFrame(x, y - (this.rowHeight?.() ?? 0)),
      ArrowDown: () => inFrame(x, y + (this.rowHeight?.() ?? 0)),
      Home: () => inFrame(left, y),
      End: () => inFrame(left + width, y),
      Enter: () => this.enter(y - top),
      Escape: () => (view.time === view.whole ? showServers(null) : showWhole()),
      "+": () => zoom(middle - (middle - from) / 2, middle + (until - middle) / 2),
      "-": () => zoom(middle - (middle - from) * 2, middle + (until - middle) * 2),
    };
    const action = actions[event.key === "=" ? "+" : event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  }
}
