// What a person takes away of a drawing: a file made in the browser, which goes nowhere else.

export function download(url, name) {
  const link = document.createElement("a");
  Object.assign(link, { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
}

// A name that every system takes: `Study 12: best so far` is `study-12-best-so-far`.
export function fileName(text) {
  const plain = String(text).normalize("NFKD").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "") || "figure";
}
