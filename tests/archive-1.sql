BEGIN TRANSACTION;
CREATE TABLE summarize_articles (
	id INTEGER NOT NULL, 
	batch INTEGER NOT NULL, 
	article TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	outlet TEXT, 
	title TEXT, 
	url TEXT, 
	published TEXT, 
	PRIMARY KEY (id), 
	UNIQUE (batch, article), 
	FOREIGN KEY(batch) REFERENCES summarize_batches (id) ON DELETE CASCADE
);
INSERT INTO "summarize_articles" VALUES(1,1,'a-087cf87dc38e','726e9eb7d85365ebdf4313094a2352ede0d92cc0e91319c66e17840876bd3dbd','Coast Daily','The ferry Aurora ran aground off Lowmere on Monday with 212 people on board.','https://coast-daily.example/726e9eb7',NULL);
INSERT INTO "summarize_articles" VALUES(2,1,'a-1b45083ea624','303adaa109ae05f0cb3b59bd2f960ffba5cbda4cf4b316b6f71e527602781e39','Harbour Post','The ferry Aurora ran aground off Lowmere on Monday with 212 people on board.','https://harbour-post.example/303adaa1',NULL);
CREATE TABLE summarize_batches (
	id INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	ordinal INTEGER, 
	horizon INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	briefed TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (digest), 
	UNIQUE (ordinal)
);
INSERT INTO "summarize_batches" VALUES(1,'84bbb7850ac680f6a47f08e2d8d09f409d29f6ef47327e3eb548991d1116e78d',1,0,'monday','2031-05-01T00:00:00+00:00');
CREATE TABLE summarize_links (
	statement INTEGER NOT NULL, 
	earlier INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	PRIMARY KEY (statement, earlier, kind), 
	FOREIGN KEY(statement) REFERENCES summarize_statements (id) ON DELETE CASCADE, 
	FOREIGN KEY(earlier) REFERENCES summarize_statements (id) ON DELETE CASCADE
);
CREATE TABLE summarize_mentions (
	id INTEGER NOT NULL, 
	statement INTEGER NOT NULL, 
	article INTEGER NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	representative BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(statement) REFERENCES summarize_statements (id) ON DELETE CASCADE, 
	FOREIGN KEY(article) REFERENCES summarize_articles (id) ON DELETE CASCADE
);
INSERT INTO "summarize_mentions" VALUES(1,1,2,77,147,'All passengers of the Aurora are safe, the coastguard of Lowmere said.','outlet:Harbour Post',1);
INSERT INTO "summarize_mentions" VALUES(2,2,1,0,76,'The ferry Aurora ran aground off Lowmere on Monday with 212 people on board.','outlet:Coast Daily',1);
INSERT INTO "summarize_mentions" VALUES(3,2,2,0,76,'The ferry Aurora ran aground off Lowmere on Monday with 212 people on board.','outlet:Harbour Post',0);
INSERT INTO "summarize_mentions" VALUES(4,3,2,148,210,'Divers will inspect the hull of the Aurora on Tuesday morning.','outlet:Harbour Post',1);
INSERT INTO "summarize_mentions" VALUES(5,4,1,77,142,'The company that runs the Aurora has paid three fines since 2028.','outlet:Coast Daily',1);
CREATE TABLE summarize_statements (
	id INTEGER NOT NULL, 
	batch INTEGER NOT NULL, 
	statement TEXT NOT NULL, 
	story TEXT NOT NULL, 
	status TEXT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (batch, statement), 
	FOREIGN KEY(batch) REFERENCES summarize_batches (id) ON DELETE CASCADE
);
INSERT INTO "summarize_statements" VALUES(1,1,'s-2f078dd5c385','The ferry','new');
INSERT INTO "summarize_statements" VALUES(2,1,'s-31d2854c7e98','The ferry','new');
INSERT INTO "summarize_statements" VALUES(3,1,'s-513e49835b39','The ferry','new');
INSERT INTO "summarize_statements" VALUES(4,1,'s-876874b7edcc','The ferry','new');
CREATE TABLE summarize_vectors (
	model TEXT NOT NULL, 
	statement INTEGER NOT NULL, 
	vector BLOB NOT NULL, 
	PRIMARY KEY (model, statement), 
	FOREIGN KEY(statement) REFERENCES summarize_statements (id) ON DELETE CASCADE
);
INSERT INTO "summarize_vectors" VALUES('words-1',1,X'3CAC7C31B82C5BA3F231342D0D28AC9E7D2EC8AF8BB01526942ACFAC66B074AEF6140CB173B1F230222FFDACAAB3302BFAABA1B15F3401A921B112B4E3AEB7B1932FB5AD40B2F9B159B16B2C3328C92D41AE06B39FACAFACBB213DAC59100B3092AD9A2C762DD32400AC1B26972F9D344B21E42DC6263BAB52ABCA3276B0E5AC');
INSERT INTO "summarize_vectors" VALUES('words-1',2,X'BAB13B314D307C308C2C5C35502E82A1F6AE2D31DE2D7F2B6A240BB1C49CE3AB51AAFDAD522A2F2FD3B013340E31D5ACAC9E1FAADE1AB8AAD11D9CAEF5A9C3B08526BEAD3B21C9329C2449292A1FD2ABA02EA932A8B3032B89B1D5AA419D1034192E132ABE31672CE4AE7CAF5729DB3207B0CFAB43AEE32FDBB24631FC2972A8');
INSERT INTO "summarize_vectors" VALUES('words-1',3,X'CC2DDB2B9D33E4A939346431D634BA29C730EC291131082D81B2552D7EAC02AB48B473B034A899294430A62645B043AEAC2FA7281F315B2A992E292D2C26DEB3BCA9ACAA1EB2ABAFC8AC96ACAD2E052DBFAD27A88B29E2A128AF36ABA0ACCB135B1F0E322F29DC2FF0ADC7B325B2FBA88EA8D725D72FD52E28B12F315CAECD21');
INSERT INTO "summarize_vectors" VALUES('words-1',4,X'BAB15D24862904ABE5339325B02E9E316E2BD32930A9F2AC022AC7B014AF99B131B2F0AF102BDDAF053110AF5EAE9A24DD28D4AF9534A9A199B0CF2A7BAD47A92FADB9A9FAA9622C68B4A02E7A2C1E29AF308BAD4FAF7AB2C9AF1E2D22AAED29E3B446325A345EA61DB3761EFFA19B2D15AAB28C86AF0E307728D4AB64AA7DAE');
CREATE TABLE summarize_version (
	version INTEGER NOT NULL
);
INSERT INTO "summarize_version" VALUES(1);
CREATE INDEX summarize_articles_sha256 ON summarize_articles (sha256);
CREATE INDEX summarize_mentions_statement ON summarize_mentions (statement);
CREATE INDEX summarize_mentions_article ON summarize_mentions (article);
CREATE INDEX summarize_links_earlier ON summarize_links (earlier);
CREATE INDEX summarize_vectors_statement ON summarize_vectors (statement);
COMMIT;
