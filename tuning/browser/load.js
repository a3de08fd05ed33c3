// Loads a component's script and its style sheet, and hands on what Streamlit says to it.

export default function load(js, css) {
  const base = document.location.origin;
  const module = import(base + js);
  const styled = new Promise((done) => {
    const href = base + css;
    const links = [...document.head.querySelectorAll("link")];
    if (links.some((link) => link.href === href)) return done();
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    link.onload = link.onerror = done;
    document.head.append(link);
  });
  return Promise.all([module, styled]).then(([loaded]) => loaded.default);
}
