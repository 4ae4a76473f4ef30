// What the page shows: nodes, links and routes, with what follows from them.

const data = JSON.parse(document.getElementById("data").textContent);
const nodes = data.nodes.map((node, index) => ({ ...node, index, links: [], x: 0, y: 0 }));
const links = data.links.map((link, index) => ({ ...link, index }));
for (const link of links) {
  nodes[link.a].links.push(link);
  if (link.b !== link.a) { nodes[link.b].links.push(link); }
}

// nextHops[from] maps a destination to [next hop, metric] of the route in use; fallbacks[from] to those that are not.
const nextHops = nodes.map(() => new Map());
const fallbacks = nodes.map(() => new Map());
for (const [from, to, hop, metric, isSelected] of data.routes) {
  if (isSelected) { nextHops[from].set(to, { hop, metric }); }
  else { fallbacks[from].set(to, [...(fallbacks[from].get(to) ?? []), { hop, metric }]); }
}

const KINDS = {
  Own: "Own node",
  Neighbour: "Peer",
  Remote: "Known by its route",
};
const NODE_STATES = { Reachable: "Reachable", Suspect: "Does not answer", Unreachable: "Not reachable" };
const LINK_STATES = { Alive: "Connected", Suspect: "Does not answer", Connecting: "Connecting", Dead: "Not connected", Disabled: "Disabled" };
const LINK_KINDS = { Peer: "Connection", Route: "Over one or more hops", Fallback: "Fallback, over one or more hops" };

const otherEnd = (link, node) => nodes[link.a === node.index ? link.b : link.a];

const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

// What a link costs as one of its nodes has it, or both, or whoever knows.
function costText(link) {
  if (link.metric !== undefined) { return `metric ${link.metric}`; }
  const { cost, reverseCost } = link;
  if (cost === undefined && reverseCost === undefined) { return ""; }
  if (cost === undefined || reverseCost === undefined || cost === reverseCost) { return String(cost ?? reverseCost); }
  return `${cost} / ${reverseCost}`;
}

function roundTripText(link) {
  const time = link.rtt ?? link.reverseRtt;
  return time === undefined ? "" : `${time} ms`;
}

function linkText(link) {
  const kind = link.kind === "Peer" ? LINK_STATES[link.state] : LINK_KINDS[link.kind];
  const parts = [kind];
  if (link.kind !== "Peer" && link.state !== "Alive") { parts.push(link.state === "Dead" ? "lost" : LINK_STATES[link.state].toLowerCase()); }
  if (link.routes) { parts.push(plural(link.routes, "route")); }
  return parts.join(", ");
}

function nodeText(node) {
  return `${node.label}, ${KINDS[node.kind].toLowerCase()}, ${NODE_STATES[node.state].toLowerCase()}, ${plural(node.links.length, "link")}`;
}

// The nodes on the way from one to another, as far as it is known; empty if nothing is.
function wayBetween(from, to) {
  const way = [from];
  const seen = new Set(way);
  let at = from;
  while (at !== to) {
    const route = nextHops[at].get(to);
    if (!route || seen.has(route.hop)) {
      if (way.length > 1) { way.push(to); }
      break;
    }
    at = route.hop;
    seen.add(at);
    way.push(at);
  }
  return way.length > 1 ? way : [];
}

// How many of the known ways lead over each link.
function countWays() {
  const linkOf = new Map(links.filter(link => link.kind !== "Fallback").flatMap(link => [[`${link.a} ${link.b}`, link], [`${link.b} ${link.a}`, link]]));
  for (const link of links) { link.ways = 0; }
  for (const node of nodes) {
    for (const to of nextHops[node.index].keys()) {
      const way = wayBetween(node.index, to);
      for (let i = 1; i < way.length; i++) {
        const link = linkOf.get(`${way[i - 1]} ${way[i]}`);
        if (link) { link.ways++; }
      }
    }
  }
}

countWays();

const searchText = nodes.map(node => [
  node.label, node.name, node.address, node.subnet, node.key, ...(node.endpoints ?? []), KINDS[node.kind], NODE_STATES[node.state], node.state,
].filter(Boolean).join("\n").toLowerCase());

function search(text) {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return words.length === 0 ? null : new Set(nodes.filter(node => words.every(word => searchText[node.index].includes(word))));
}
