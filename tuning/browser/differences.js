// A drawing made of the one before and what is other: the other side, which says what a difference
// is, is `tuning/ui/components/differences.py`.

import { unpacked } from "./arrays.js";

// The new drawing; the old one stays what it was.
export function applied({ data, layout }, { traces, layout: change }) {
  const traceOf = (trace) => {
    if (typeof trace === "number") return data[trace];
    return trace.new ?? changed(withRows(data[trace.of], trace), trace);
  };
  return { data: traces.map(traceOf), layout: changed(layout, change) };
}

function withRows(trace, { columns = [], rows }) {
  const filled = columns.map((path, k) => {
    const old = unpacked(at(trace, path));
    return [path, rows.flatMap((run) => (Array.isArray(run[0]) ? run[k] : old.slice(run[0], run[0] + run[1])))];
  });
  return changed(trace, { set: Object.fromEntries(filled) });
}

function changed(tree, { set = {}, drop = [] }) {
  const dropped = drop.reduce((whole, path) => put(whole, path.split("."), undefined), tree);
  return Object.entries(set).reduce((whole, [path, value]) => put(whole, path.split("."), value), dropped);
}

function at(tree, path) {
  return path.split(".").reduce((part, name) => part?.[name], tree);
}

// `tree` with another value, or without one, at a path. What becomes empty by that goes, too.
function put(tree, [name, ...deeper], value) {
  const copy = { ...tree };
  const part = deeper.length ? put(copy[name] ?? {}, deeper, value) : value;
  const isGone = value === undefined && (part === undefined || !Object.keys(part).length);
  if (isGone) delete copy[name];
  else copy[name] = part;
  return copy;
}
