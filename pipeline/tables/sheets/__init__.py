"""The sheets of `classement.xlsx`, one module per sheet or group of plain sheets."""
