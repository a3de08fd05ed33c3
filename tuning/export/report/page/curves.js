// Learning curves at a moment, as tuning/analysis/curves.py reckons them.

// The curves of a trial's fits; that of a promoted one begins with the last epoch of the fit that
// it goes on from.
export function curvesOf(moment, k) {
  const { study } = moment;
  return study.fitsOf[k].flatMap((fit) => {
    const epochs = moment.epochs(fit);
    return epochs.length ? [curve(study, k, [...joint(moment, k, fit, epochs), ...epochs])] : [];
  });
}

function curve({ curves, trials }, k, epochs) {
  const picked = (values) => epochs.map((epoch) => values[epoch]);
  return {
    trial: trials.number[k],
    epoch: picked(curves.epoch),
    metrics: Object.fromEntries(
      Object.entries(curves.metrics).map(([name, values]) => [name, picked(values)]),
    ),
  };
}

function joint(moment, k, fit, epochs) {
  const { study } = moment;
  const parent = study.place.get(study.trials.continues[k]);
  if (parent === undefined) return [];
  const before = study.fitsOf[parent].find((other) => study.fits.index[other] === study.fits.index[fit]);
  if (before === undefined) return [];
  const wanted = study.curves.epoch[epochs[0]] - 1;
  return moment.epochs(before).filter((epoch) => study.curves.epoch[epoch] === wanted);
}

// At each epoch the mean over the fits that reached it; null without fits.
export function meanCurve(fits) {
  if (fits.length < 2) return fits[0] ?? null;
  const reached = [...new Set(fits.flatMap((fit) => fit.epoch))].sort((a, b) => a - b);
  const mean = (name) =>
    reached.map((epoch) => {
      const at = fits.map((fit) => fit.metrics[name][fit.epoch.indexOf(epoch)] ?? null);
      const known = at.filter((value) => value !== null);
      return known.length ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
    });
  const names = Object.keys(fits[0].metrics);
  const metrics = Object.fromEntries(names.map((name) => [name, mean(name)]));
  return { trial: fits[0].trial, epoch: reached, metrics };
}

// The trials worth watching: the best, those that train, then the latest with an epoch; places, not
// numbers.
export function watched(moment, most) {
  const running = moment.begun.filter((k) => moment.state(k) === "RUNNING");
  const chosen = new Set([...(moment.best === undefined ? [] : [moment.best]), ...running]);
  const hasEpoch = (k) => moment.study.fitsOf[k].some((fit) => moment.epochs(fit).length);
  for (let at = moment.begun.length - 1; at >= 0 && chosen.size < most; at -= 1) {
    if (hasEpoch(moment.begun[at])) chosen.add(moment.begun[at]);
  }
  return [...chosen].slice(0, most);
}

// What is drawn in grey behind these trials: those that they go on from, and the latest.
export function behind(moment, chosen, most) {
  const { trials, place } = moment.study;
  const parents = chosen.flatMap((k) => {
    const found = [];
    for (let at = place.get(trials.continues[k]); at !== undefined && !found.includes(at); ) {
      found.push(at);
      at = place.get(trials.continues[at]);
    }
    return found;
  });
  const latest = moment.begun.slice(-most).reverse();
  return [...new Set([...parents, ...latest])].filter((k) => !chosen.includes(k));
}
