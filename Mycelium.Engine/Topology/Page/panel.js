// The side panel and the tables: the same data as text.

const MOST_ROWS = 60;

const fact = (name, ...values) => values.filter(Boolean).length === 0 ? [] : [
  html("div", {}, html("dt", {}, name), ...values.filter(Boolean).map(value => html("dd", {}, value)))];

function figure(name, value) {
  return html("div", {}, html("dt", {}, name), html("dd", {}, String(value)));
}

function legendItem(sample, text) {
  return html("li", {}, sample, html("span", {}, text));
}

// Only what the map has, so that nothing needs to be looked for in vain.
function legend() {
  const items = [];
  for (const kind of Object.keys(KINDS)) {
    if (nodes.some(node => node.kind === kind)) { items.push(legendItem(nodeSample({ kind, state: "Reachable" }), KINDS[kind])); }
  }
  for (const nodeState of ["Suspect", "Unreachable"]) {
    const sample = nodes.find(node => node.state === nodeState);
    if (sample) { items.push(legendItem(nodeSample(sample), NODE_STATES[nodeState])); }
  }
  for (const linkState of Object.keys(LINK_STATES)) {
    if (links.some(link => link.kind === "Peer" && link.state === linkState)) { items.push(legendItem(linkSample({ kind: "Peer", state: linkState }), LINK_STATES[linkState])); }
  }
  for (const kind of ["Route", "Fallback"]) {
    if (links.some(link => link.kind === kind)) { items.push(legendItem(linkSample({ kind, state: "Alive" }), LINK_KINDS[kind])); }
  }
  if (links.some(link => link.ways > 0)) { items.push(legendItem(linkSample({ kind: "Peer", state: "Alive", width: 6 }), "Wider: more ways lead over it")); }
  return html("ul", { class: "legend" }, ...items);
}

function overview() {
  const selected = data.routes.filter(route => route[4] === 1).length;
  const unwell = nodes.filter(node => node.state !== "Reachable");
  return [
    html("h2", {}, "Overview"),
    html("dl", { class: "figures" }, figure("Nodes", nodes.length), figure("Links", links.length), figure("Routes", selected)),
    html("p", { class: "muted" }, "Select a node to see its links; point at another then, to see the way between them."),
    html("h3", {}, "Legend"),
    legend(),
    ...(unwell.length === 0 ? [] : [html("h3", {}, "Needs attention"), rows(unwell, node => nodeRow(node, NODE_STATES[node.state]))]),
    html("h3", {}, "Most links"),
    rows([...nodes].sort((a, b) => b.links.length - a.links.length || a.index - b.index).slice(0, 5), node => nodeRow(node, plural(node.links.length, "link"))),
  ];
}

function rowButton(node, sample, text, detail, value) {
  const button = html("button", { type: "button", class: "row" }, sample,
    html("span", {}, text, detail ? html("small", {}, detail) : null), html("span", { class: "cost" }, value));
  button.addEventListener("click", () => select(node, true));
  button.addEventListener("pointerenter", () => point(node));
  button.addEventListener("pointerleave", () => point(null));
  button.addEventListener("focus", () => point(node));
  button.addEventListener("blur", () => point(null));
  return html("li", {}, button);
}

const nodeRow = (node, value) => rowButton(node, nodeSample(node), node.label, null, value);

function linkRow(link, node) {
  const other = otherEnd(link, node);
  const time = link.a === node.index ? link.rtt ?? link.reverseRtt : link.reverseRtt ?? link.rtt;
  const details = [linkText(link), time === undefined ? "" : `${time} ms`, link.error ?? ""].filter(Boolean).join(" \u00b7 ");
  return rowButton(other, linkSample(link), other.label, details, costText(link));
}

function rows(items, make) {
  const more = items.length > MOST_ROWS ? [html("li", { class: "muted" }, `and ${items.length - MOST_ROWS} more: see the table`)] : [];
  return html("ul", {}, ...items.slice(0, MOST_ROWS).map(make), ...more);
}

// The ways to a node from those that were asked, or from one that was asked to all others.
function waysOf(node) {
  if (nextHops[node.index].size > 0) {
    const routes = [...nextHops[node.index]].sort((a, b) => a[1].metric - b[1].metric);
    return [html("h3", {}, `Routes in use, ${routes.length}`), rows(routes, ([to, route]) => wayRow(nodes[to], node.index, to, route))];
  }
  const from = nodes.filter(other => nextHops[other.index].has(node.index));
  return from.length === 0 ? [] : [
    html("h3", {}, "Reached by"),
    rows(from, other => wayRow(other, other.index, node.index, nextHops[other.index].get(node.index)))];
}

function wayRow(shown, from, to, route) {
  const others = (fallbacks[from].get(to) ?? []).length;
  const next = route.hop === to ? "directly" : `by ${nodes[route.hop].label}`;
  return rowButton(shown, nodeSample(shown), shown.label, others > 0 ? `${next} \u00b7 ${plural(others, "fallback")}` : next, String(route.metric));
}

function details(node) {
  const close = html("button", { type: "button", class: "round close", "aria-label": "Close" },
    svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, svg("path", { d: "M5 5 L15 15 M15 5 L5 15" })));
  close.addEventListener("click", () => select(null, true));
  return [
    html("div", { class: "top" }, html("h2", { id: "panel-title" }, node.label), close),
    html("p", { class: "badges" }, html("span", { class: "badge" }, nodeSample({ kind: node.kind, state: "Reachable" }), KINDS[node.kind]),
      html("span", { class: `badge ${node.state}` }, NODE_STATES[node.state])),
    html("dl", { class: "facts" }, ...fact("Overlay address", node.address), ...fact("Subnet", node.subnet), ...fact("Endpoints", ...(node.endpoints ?? [])),
      ...fact("Public key", node.key)),
    html("h3", {}, `Links, ${node.links.length}`),
    rows([...node.links].sort((a, b) => (b.routes ?? 0) - (a.routes ?? 0) || a.index - b.index), link => linkRow(link, node)),
    ...waysOf(node),
  ];
}

function renderPanel() {
  byId("panel").replaceChildren(...(state.selected ? details(state.selected) : overview()));
  byId("panel").scrollTop = 0;
}

function table(caption, heads, lines) {
  const head = html("tr", {}, ...heads.map(name => html("th", { scope: "col", class: isNumber(name) ? "number" : undefined }, name)));
  return [
    html("h2", {}, `${caption}, ${lines.length}`),
    html("table", { "aria-label": caption }, html("thead", {}, head), html("tbody", {}, ...lines.map(cells => html("tr", {}, ...cells.map((cell, i) =>
      html(i === 0 ? "th" : "td", { scope: i === 0 ? "row" : undefined, class: isNumber(heads[i]) ? "number" : undefined }, ...[cell].flat())))))),
  ];
}

const isNumber = head => ["Links", "Cost", "Round trip"].includes(head);

function nodeButton(node) {
  const button = html("button", { type: "button" }, node.label);
  button.addEventListener("click", () => select(node, false));
  return button;
}

function renderTables() {
  const isFound = node => !state.found || state.found.has(node);
  byId("table-view").replaceChildren(
    ...table("Nodes", ["Node", "State", "Known as", "Links", "Overlay address", "Endpoints"], nodes.filter(isFound).map(node => [
      nodeButton(node), NODE_STATES[node.state], KINDS[node.kind], String(node.links.length), node.address ?? "", (node.endpoints ?? []).map(endpoint => html("div", {}, endpoint))])),
    ...table("Links", ["From", "To", "State", "Cost", "Round trip"], links.filter(link => isFound(nodes[link.a]) || isFound(nodes[link.b])).map(link => [
      nodeButton(nodes[link.a]), nodeButton(nodes[link.b]), [linkText(link), link.error].filter(Boolean).join(": "), costText(link), roundTripText(link)])));
}
