"""The only owner of WebSockets: channel, server, client."""
