// Loads a component's script and its style sheet, once a page, and hands on what Streamlit says to it.

const loaded = new Map(); // by name

// Draws what a component says, as soon as it can be; the answer ends it.
export default function drawn(component, name) {
  let gone = false;
  let leave;
  const folder = new URL(`${name}/`, import.meta.url);
  if (!loaded.has(name)) loaded.set(name, load(`${folder}index.js`, `${folder}style.css`));
  loaded
    .get(name)
    .then((draw) => {
      if (!gone) leave = draw(component);
    })
    .catch((error) => {
      console.error(error);
      loaded.delete(name); // the next update tries again
      component.parentElement.textContent = "Could not be loaded. Reload the page to try again.";
    });
  return () => {
    gone = true;
    leave?.();
  };
}

function load(js, href) {
  const styled = new Promise((done) => {
    const links = [...document.head.querySelectorAll("link")];
    if (links.some((link) => link.href === href)) return done();
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    link.onload = link.onerror = done;
    document.head.append(link);
  });
  return Promise.all([import(js), styled]).then(([module]) => module.default);
}
