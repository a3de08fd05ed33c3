// Names this tab to the server, which lets its newest request alone wait.
export function visitor() {
  const name = "tuning-visitor";
  try {
    const kept = sessionStorage.getItem(name);
    if (kept) return kept;
    const made = aName();
    sessionStorage.setItem(name, made);
    return made;
  } catch {
    return (visitor.here ??= aName()); // a browser that keeps nothing
  }
}

// Letters and digits; `crypto.randomUUID` is missing where the page comes over plain HTTP.
function aName() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
