"""The only owner of WebSockets: channel, server, client. It knows nothing of OCPP messages, ports or storage."""
