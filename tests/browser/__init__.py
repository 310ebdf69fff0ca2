"""The product in a real browser: real Office.js, real MSAL.js, the whole demo behind them."""
