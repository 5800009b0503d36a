-- Refuses every roster set of accounts whose name begins with "refused" or "forbidden", and every set for contacts whose
-- address begins with "fixed", until one with the name "please" is asked for: what a server with fixed groups does. The first
-- four sets of an account for contacts whose address begins with "patience" are answered with "wait": what a busy server does.
local st = require "util.stanza";
local put_off = {};

module:hook("iq/self/jabber:iq:roster:query", function(event)
	local session, stanza = event.origin, event.stanza;
	local item = stanza.attr.type == "set" and stanza.tags[1].tags[1];
	if not item or item.attr.name == "please" or item.attr.subscription == "remove" then
		return;
	end
	if (item.attr.jid or ""):sub(1, 8) == "patience" and (put_off[session.username] or 0) < 4 then
		put_off[session.username] = (put_off[session.username] or 0) + 1;
		session.send(st.error_reply(stanza, "wait", "resource-constraint"));
		return true;
	end
	if session.username:sub(1, 7) == "refused" or (item.attr.jid or ""):sub(1, 5) == "fixed" then
		session.send(st.error_reply(stanza, "cancel", "not-allowed"));
		return true;
	elseif session.username:sub(1, 9) == "forbidden" then
		session.send(st.error_reply(stanza, "auth", "forbidden"));
		return true;
	end
end, 10);
