// Asks an address of the app's own every so often which version there is, and has a fragment of the
// page run again once it is another than the one that is shown. Draws nothing.

const LOST_MS = 3000; // a run that has not come by then is not waited for

export default ({ data, parentElement: place, setTriggerValue }) => {
  const now = () => performance.now();
  if (place.version !== data.version) {
    const took = now() - (place.asked ?? now());
    Object.assign(place, { version: data.version, asked: undefined, rests: now() + took });
  }
  const waits = () => now() < (place.asked + LOST_MS || place.rests);
  const look = async () => {
    if (document.hidden || waits()) return;
    try {
      const answer = await fetch(document.location.origin + data.address);
      const { version } = await answer.json();
      if (answer.ok && version !== data.version && version !== place.told && !waits()) {
        Object.assign(place, { told: version, asked: now() });
        setTriggerValue("newer", version);
      }
    } catch {
      // The server is away: it is asked again.
    }
  };
  place.told = undefined;
  clearInterval(place.timer);
  place.timer = setInterval(look, data.every * (0.9 + 0.2 * Math.random()));
  return () => clearInterval(place.timer);
};
