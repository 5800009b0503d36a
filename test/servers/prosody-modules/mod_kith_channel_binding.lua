-- Says which channel bindings the server can do (XEP-0440), as Prosody does from version 13 on.
local st = require "util.stanza";

module:hook("stream-features", function (event)
	local origin, features = event.origin, event.features;
	if not origin.secure or origin.username then return; end
	features:add_child(st.stanza("sasl-channel-binding", { xmlns = "urn:xmpp:sasl-cb:0" })
		:tag("channel-binding", { type = "tls-unique" }):up());
end);
