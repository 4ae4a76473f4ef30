// What part of the map is seen: pan and zoom by pointer, wheel, two fingers and keys.

const SMALLEST_ZOOM = 0.05;
const LARGEST_ZOOM = 8;

const byId = id => document.getElementById(id);

function element(space, name, attributes, children) {
  const made = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) { made.setAttribute(key, value === true ? "" : value); }
  }
  made.append(...children.filter(child => child !== undefined && child !== null && child !== ""));
  return made;
}

const svg = (name, attributes = {}, ...children) => element("http://www.w3.org/2000/svg", name, attributes, children);
const html = (name, attributes = {}, ...children) => element("http://www.w3.org/1999/xhtml", name, attributes, children);

const mapElement = byId("map");
const view = { x: 0, y: 0, zoom: 1, isFitted: true, changed: () => {}, changedSoon: () => {} };

// Nodes grow with the zoom, but less than the distances.
const nodeScale = () => Math.min(1.6, Math.max(0.5, Math.sqrt(view.zoom))) / view.zoom;

function applyView() {
  byId("scene").setAttribute("transform", `translate(${view.x.toFixed(2)} ${view.y.toFixed(2)}) scale(${view.zoom.toFixed(4)})`);
}

function zoomAt(factor, x, y) {
  const zoom = Math.min(LARGEST_ZOOM, Math.max(SMALLEST_ZOOM, view.zoom * factor));
  view.x = x - (x - view.x) * zoom / view.zoom;
  view.y = y - (y - view.y) * zoom / view.zoom;
  view.zoom = zoom;
  view.isFitted = false;
  applyView();
  view.changedSoon();
}

function zoomAtMiddle(factor) {
  const { width, height } = mapElement.getBoundingClientRect();
  zoomAt(factor, width / 2, height / 2);
}

function pan(dx, dy) {
  view.x += dx;
  view.y += dy;
  view.isFitted = false;
  applyView();
}

function showAll() {
  const { width, height } = mapElement.getBoundingClientRect();
  if (width === 0 || nodes.length === 0) { return; }
  const margin = Math.min(70, width / 9);
  const left = Math.min(...nodes.map(node => node.x));
  const right = Math.max(...nodes.map(node => node.x));
  const top = Math.min(...nodes.map(node => node.y));
  const bottom = Math.max(...nodes.map(node => node.y));
  const fit = Math.min((width - 2 * margin) / (right - left || 1), (height - 2 * margin) / (bottom - top || 1));
  view.zoom = Math.max(SMALLEST_ZOOM, Math.min(1.8, fit));
  view.x = width / 2 - (left + right) / 2 * view.zoom;
  view.y = height / 2 - (top + bottom) / 2 * view.zoom;
  view.isFitted = true;
  applyView();
  view.changed();
}

// Moves the map as little as needed for a node to be seen.
function bringIntoView(node) {
  const { width, height } = mapElement.getBoundingClientRect();
  const margin = 50;
  const x = node.x * view.zoom + view.x;
  const y = node.y * view.zoom + view.y;
  const dx = Math.min(0, width - margin - x) || Math.max(0, margin - x);
  const dy = Math.min(0, height - margin - y) || Math.max(0, margin - y);
  if (dx !== 0 || dy !== 0) { pan(dx, dy); }
}

// Calls back for what was a click: the pointer hardly moved in between.
function followPointers(clicked) {
  const pointers = new Map();
  let travelled = 0;
  const place = event => {
    const { left, top } = mapElement.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };

  mapElement.addEventListener("pointerdown", event => {
    if (event.button !== 0) { return; }
    travelled = pointers.size === 0 ? 0 : Infinity;
    pointers.set(event.pointerId, { ...place(event), target: event.target });
  });

  mapElement.addEventListener("pointermove", event => {
    const last = pointers.get(event.pointerId);
    if (!last) { return; }
    const now = { ...place(event), target: last.target };
    pointers.set(event.pointerId, now);
    travelled += Math.abs(now.x - last.x) + Math.abs(now.y - last.y);
    if (travelled < 4) { return; }
    mapElement.setPointerCapture(event.pointerId);
    mapElement.classList.add("moving");
    if (pointers.size === 1) {
      pan(now.x - last.x, now.y - last.y);
    } else {
      const other = [...pointers].find(([id]) => id !== event.pointerId)[1];
      const before = Math.hypot(last.x - other.x, last.y - other.y) || 1;
      zoomAt(Math.hypot(now.x - other.x, now.y - other.y) / before, (now.x + other.x) / 2, (now.y + other.y) / 2);
      pan((now.x - last.x) / 2, (now.y - last.y) / 2);
    }
  });

  const release = event => {
    const last = pointers.get(event.pointerId);
    if (!pointers.delete(event.pointerId)) { return; }
    if (pointers.size === 0) { mapElement.classList.remove("moving"); }
    if (event.type === "pointerup" && travelled < 4) { clicked(last.target); }
  };
  mapElement.addEventListener("pointerup", release);
  mapElement.addEventListener("pointercancel", release);
  mapElement.addEventListener("wheel", event => {
    event.preventDefault();
    const { x, y } = place(event);
    zoomAt(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0016)), x, y);
  }, { passive: false });
}
