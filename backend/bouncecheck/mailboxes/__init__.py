"""Where the truth about sent mail is: Microsoft Graph, asked with somebody's rights."""
