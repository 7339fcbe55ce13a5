To: info@example.de
From: "%%name%%" <%%email%%>
Subject: Anfrage

Name: %%name%%
Nachricht:
%%message%%
