-- On <iq type="set"><push xmlns="urn:kith:test" items="N"/></iq> to oneself, sends every other resource of the account
-- a roster push with N items (odd0@example.test, odd1@example.test, ...), and hands each answer back to the asker as
-- <message><answer xmlns="urn:kith:test" from="full JID">the IQ</answer></message>.
local st = require "util.stanza";
local new_id = require "util.id".short;

local xmlns = "urn:kith:test";

module:hook("iq-set/self/" .. xmlns .. ":push", function(event)
	local asker, stanza = event.origin, event.stanza;
	local count = tonumber(stanza.tags[1].attr.items) or 0;
	for _, session in pairs(prosody.hosts[module.host].sessions[asker.username].sessions) do
		if session ~= asker and session.interested then
			local id = new_id();
			local push = st.iq({ type = "set"; id = id; to = session.full_jid }):query("jabber:iq:roster");
			for i = 0, count - 1 do
				push:tag("item", { jid = "odd" .. i .. "@" .. module.host; subscription = "none" }):up();
			end
			local function hand_back(answer_event)
				local message = st.message({ to = asker.full_jid; from = module.host })
					:tag("answer", { xmlns = xmlns; from = answer_event.origin.full_jid })
					:add_child(st.clone(answer_event.stanza));
				asker.send(message);
				return true;
			end
			for _, kind in ipairs { "result", "error" } do
				for _, target in ipairs { "self", "bare", "host" } do
					module:hook("iq-" .. kind .. "/" .. target .. "/" .. id, hand_back);
				end
			end
			session.send(push);
		end
	end
	asker.send(st.reply(stanza));
	return true;
end);
