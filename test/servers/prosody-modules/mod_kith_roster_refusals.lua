-- Answers a roster get as no healthy server does, by the account's name:
-- missing… gets item-not-found, broken… internal-server-error, brokenitem… a list with an impossible address in it, an
-- item without one, and an element that is no item. forgetful… gets an empty result where it names an empty version, from
-- its second get on.
local st = require "util.stanza";

local function starts_with(text, prefix)
	return text:sub(1, #prefix) == prefix;
end

local function with_broken_item(session, stanza)
	local reply = st.reply(stanza):query("jabber:iq:roster");
	reply.tags[1].attr.ver = "with-a-broken-item";
	reply:tag("item", { jid = "not valid@@"; subscription = "both"; name = "Nobody" }):up();
	reply:tag("item", { name = "No address" }):up();
	reply:tag("note", { xmlns = "urn:kith:test" }):text("Not an item"):up();
	for jid, item in pairs(session.roster) do
		if jid then
			reply:tag("item", { jid = jid; subscription = item.subscription; ask = item.ask; name = item.name });
			for group in pairs(item.groups) do
				reply:text_tag("group", group);
			end
			reply:up();
		end
	end
	session.interested = true;
	return reply;
end

local served = {};

local function is_forgotten(session, stanza)
	local name = session.username;
	if not starts_with(name, "forgetful") then return false; end
	local again = served[name];
	served[name] = true;
	return again and stanza.tags[1].attr.ver == "";
end

module:hook("iq/self/jabber:iq:roster:query", function(event)
	local session, stanza = event.origin, event.stanza;
	if stanza.attr.type ~= "get" then return; end
	if is_forgotten(session, stanza) then
		session.send(st.reply(stanza));
	elseif starts_with(session.username, "brokenitem") then
		session.send(with_broken_item(session, stanza));
	elseif starts_with(session.username, "missing") then
		session.send(st.error_reply(stanza, "cancel", "item-not-found"));
	elseif starts_with(session.username, "broken") then
		session.send(st.error_reply(stanza, "wait", "internal-server-error"));
	else
		return;
	end
	return true;
end, 10);
