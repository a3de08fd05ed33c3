"""scikit-learn's Gaussian process with KerasTuner's kernel, quick where a proposal asks most often.

That is at a thousand single points and for eighty length scales. Nine tenths of what scikit-learn
takes for a point go into looking at what it was given; the formulas here are the same (Rasmussen
and Williams, Gaussian Processes for Machine Learning, 2006: algorithm 2.1, equations 4.17 and 5.9).
How it is fitted, from where and how often, stays scikit-learn's.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.linalg import blas, lapack
from scipy.spatial.distance import pdist, squareform
from sklearn.gaussian_process import GaussianProcessRegressor

from tuning.engine.strategies._kerastuner.gradients import Point, Sloped

ROOT = math.sqrt(5)


class GaussianProcess(GaussianProcessRegressor):
    """Its kernel is Matérn's with ν = 5/2 and one length scale; it learns one number a point."""

    def fit(self, X: np.ndarray, y: np.ndarray) -> GaussianProcess:
        """Fits to points (n, hyperparameters) and what was scored there (n,)."""
        self._apart = ROOT * pdist(X)
        super().fit(X, y)
        # By columns: else BLAS would copy it at every call.
        self._root = np.asfortranarray(self.L_)
        return self

    def log_marginal_likelihood(
        self, theta: Any = None, eval_gradient: bool = False, clone_kernel: bool = True
    ) -> Any:
        """Of a length scale's logarithm `theta` (1,), as scikit-learn's; quick with a gradient."""
        if not eval_gradient:
            return super().log_marginal_likelihood(theta, eval_gradient, clone_kernel)
        apart = self._apart / math.exp(theta[0])
        falling = np.exp(-apart)
        alike = squareform((1 + apart + apart**2 / 3) * falling)
        np.fill_diagonal(alike, 1 + self.alpha)
        slope = squareform(apart**2 / 3 * (1 + apart) * falling)
        root, failed = lapack.dpotrf(alike, lower=1, clean=1)
        if failed:
            return -np.inf, np.zeros(1)
        weights, _ = lapack.dpotrs(root, self.y_train_, lower=1)
        inverse, _ = lapack.dpotri(root, lower=1)  # its lower half; the upper one is 0
        likelihood = -0.5 * self.y_train_ @ weights - np.log(np.diag(root)).sum()
        gradient = 0.5 * weights @ slope @ weights - np.vdot(inverse.T, slope)
        return likelihood - len(slope) / 2 * math.log(2 * math.pi), np.array([gradient])

    def predict(self, X: np.ndarray, return_std: bool = False, return_cov: bool = False) -> Any:
        """As scikit-learn's; mean and deviation with their gradients at a `Point` (1, …)."""
        if isinstance(X, Point):
            return self._at(np.asarray(X)[0])
        return super().predict(X, return_std, return_cov)

    def _at(self, point: np.ndarray) -> tuple[Sloped, Sloped]:
        """Mean and standard deviation of the posterior at a point (hyperparameters,)."""
        away, by = point - self.X_train_, ROOT / float(self.kernel_.length_scale)
        apart = by * np.sqrt(np.einsum("ij,ij->i", away, away))
        falling = np.exp(-apart)
        alike = (1 + apart + apart**2 / 3) * falling
        slope = -(by**2) / 3 * (1 + apart) * falling  # of alike, once multiplied by `away`
        known = blas.dtrsv(self._root, alike, lower=1)
        explained = blas.dtrsv(self._root, known, lower=1, trans=1)
        scale, deviation = self._y_train_std, math.sqrt(max(1 - known @ known, 0.0))
        of_mean = (self.alpha_ * slope) @ away
        # At a deviation of 0 there is none: 0, as if it were the least.
        of_deviation = -((explained * slope) @ away) / (deviation or math.inf)
        mean = scale * (alike @ self.alpha_) + self._y_train_mean
        return Sloped(mean, scale * of_mean), Sloped(scale * deviation, scale * of_deviation)
