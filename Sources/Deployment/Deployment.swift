//! Deployment: what to do to the cluster, and doing it.
//!
//! Purpose: `Plan/` decides, purely, from the desired objects, the live ones and the stored revisions, which
//! operations in which order bring the one to the other; `Fields/` reads who owns which field of a live object;
//! `Execution/` runs a plan: bounded, interruptible, reporting what was done, what failed and what wasn't started.
//! `Diff/` shows what changes on an object; `Tracking/` waits until objects are ready, and finds out why one isn't.
//! May import: Shared, KubernetesClient, Documents, GoTime, RegularExpressions.
