//! ProjectRendering: the parts of a project that need a template engine or a cipher.
//!
//! Purpose: runs the templates of `werf.yaml` and of names with the functions and the data that werf gives them
//! (`Configuration/`), asks git for the commit (`Git/`), decrypts secret values and files (`SecretValues/`), and lays
//! what charts see of the project over their values (`ChartInputs/`).
//! May import: WerfProject, Processes, HelmChart, GoTemplate, TemplateCryptography, RegularExpressions, GoTime,
//! Documents, CryptoExtras.
