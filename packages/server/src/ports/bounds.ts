/**
 * The one table of bounds (invariant I8): every size, count, rate and timeout with its default, unit and what happens past it.
 * Config key: `bounds.<name>`. docs/OPERATIONS.md prints this table. Rates end in `PerMinute`; `--limits off` lifts those
 * and what is counted per address, nothing else.
 */
interface BoundEntry {
  readonly value: number;
  readonly unit: "bytes" | "characters" | "count" | "ms" | "per minute";
  /** What is bounded, and the answer to whoever goes past it. */
  readonly about: string;
}

const b = (value: number, unit: BoundEntry["unit"], about: string): BoundEntry => ({ value, unit, about });

export const boundTable = {
  // text and names
  messageChars: b(4_000, "characters", "Text of a message where the protocol sets no smaller bound; refused as text_too_long"),
  reactionsTextChars: b(500, "characters", "Text of reactions send_message; error 'message too long (max 500 characters)'"),
  reactionsNameChars: b(100, "characters", "author_name of reactions; error 'Invalid message format'"),
  rosterTextChars: b(1_000, "characters", "Text of roster text; error INVALID_TEXT"),
  nameMinChars: b(3, "characters", "Shortest account or guest name; refused as name_invalid"),
  nameMaxChars: b(32, "characters", "Longest account name; refused as name_invalid"),
  rosterNameMaxChars: b(20, "characters", "Longest username in roster init; error INVALID_INIT"),
  clientIdChars: b(64, "characters", "Client id in roster init, error INVALID_INIT; header `id` of zo, refused with 400"),
  passwordMinChars: b(6, "characters", "Shortest password; refused as password_invalid"),
  passwordMaxBytes: b(1_024, "bytes", "Longest password; refused as password_invalid"),
  emailMaxChars: b(254, "characters", "Longest e-mail address (RFC 5321); refused as email_invalid"),
  fileNameChars: b(255, "characters", "File name; error INVALID_FILE, file_invalid"),
  fileTypeChars: b(127, "characters", "Media type of a file (RFC 6838); error INVALID_FILE, file_invalid"),
  diskReserveBytes: b(
    64 * 1024 * 1024,
    "bytes",
    "Room on the disk that files leave to the database, at most a tenth of it; refused as unavailable",
  ),
  fileBytes: b(20 * 1024 * 1024, "bytes", "A file from roster; error FILE_TOO_LARGE"),
  uploadBytes: b(100 * 1024 * 1024, "bytes", "A file uploaded by HTTP; refused as file_too_large"),
  imageBytes: b(32 * 1024 * 1024, "bytes", "An image that is looked at; a larger one is a file without dimensions and preview"),
  imagePixels: b(
    50_000_000,
    "count",
    "Pixels of an image that is looked at; one of more is a file without dimensions and preview",
  ),
  avifPixels: b(12_000_000, "count", "The same for AVIF, whose decoder takes 20 bytes of memory for each"),
  previewPixels: b(640, "count", "Longest side of an image's preview"),
  clientKeyChars: b(128, "characters", "A sender's own key for a send; refused as bad_request"),
  emojiPerMessage: b(20, "count", "Different emoji on one message; refused as too_many_reactions"),
  usersPerEmoji: b(500, "count", "Users on one emoji of one message; refused as too_many_reactions"),

  roomNameChars: b(80, "characters", "Name of a room; refused as name_invalid"),
  roomTopicChars: b(500, "characters", "Topic of a room; refused as text_too_long"),
  roomsPerDay: b(50, "count", "Rooms made by one account in 24 hours, private messages aside; refused as limit_reached"),
  membersPerRoom: b(50_000, "count", "Members of a room, the lounge aside; refused as limit_reached"),
  editsPerMessage: b(100, "count", "Changes of one message's text, all of which are kept; refused as limit_reached"),
  pinsPerRoom: b(100, "count", "Messages pinned in one room; refused as limit_reached"),
  unreadCounted: b(500, "count", "Unread messages of one room that are counted, the newest; as many means at least as many"),
  unreadScanned: b(
    10_000,
    "count",
    "Newest messages of one room after the read position that are looked at to count unread ones; in a room where nearly all are one's own, deleted, or by people one has blocked, older unread ones are not counted",
  ),
  blocksPerUser: b(1_000, "count", "Users whom one user has blocked; refused as limit_reached"),
  mentionsPerMessage: b(20, "count", "Names that a message calls by @; further ones call nobody"),
  reasonChars: b(500, "characters", "Reason of a ban, note on a report; refused as text_too_long"),
  reportChars: b(1_000, "characters", "Text of a report; refused as text_too_long"),
  openReportsPerUser: b(100, "count", "Reports of one user that nobody has resolved; refused as limit_reached"),

  searchChars: b(256, "characters", "What is looked for in messages; refused as bad_request"),
  searchResults: b(50, "count", "Messages in one answer of a search; refused as bad_request"),

  // frames and HTTP
  frameBytes: b(64 * 1024, "bytes", "A text frame from a client; closed with 1009"),
  fileFrameBytes: b(28 * 1024 * 1024, "bytes", "A text frame from a roster client, who sends files as base64; closed with 1009"),
  largeFramesAtOnce: b(
    8,
    "count",
    "Frames over frameBytes that arrive or are handled at once; reading of others pauses until it is their turn",
  ),
  largeFramesPerAddress: b(2, "count", "Of these, frames of one address; reading pauses"),
  largeFrameMs: b(120_000, "ms", "Time for a frame over frameBytes to arrive when it is its turn; closed with 4005"),
  untrustedBytes: b(64 * 1024, "bytes", "Everything a connection sends before it is known who is behind it; closed with 1009"),
  frameFragments: b(1_024, "count", "Fragments of one message; closed with 1008"),
  deflateMinBytes: b(
    128,
    "bytes",
    "Smallest text that is deflated for those who negotiated compression; smaller ones go out plain",
  ),
  deflateMaxBytes: b(
    256 * 1024,
    "bytes",
    "Largest text that is deflated, which takes some 2 ms in which nothing else happens; larger ones go out plain",
  ),
  jsonDepth: b(32, "count", "Nesting of a JSON text; answered as text that is not JSON"),
  jsonMarks: b(65_536, "count", "Commas and opening brackets in a JSON text; answered as text that is not JSON"),
  httpBodyBytes: b(64 * 1024, "bytes", "Body of an HTTP request; 413"),
  httpHeaderBytes: b(16 * 1024, "bytes", "Headers of an HTTP request; 431"),
  httpPipelined: b(16, "count", "Requests of one HTTP connection that wait for their answer; it is cut"),
  httpRequestMs: b(30_000, "ms", "Time for a whole HTTP request to arrive, uploads aside; 408"),
  uploadStallMs: b(30_000, "ms", "Time in which uploadStallBytes of an upload must come, however long it takes in all; 408"),
  uploadStallBytes: b(16 * 1024, "bytes", "What must come of an upload in uploadStallMs, or all that is left; 408"),
  httpStallMs: b(60_000, "ms", "An HTTP connection on which nothing moved for this long, once it had a request; it is cut"),
  httpStopMs: b(5_000, "ms", "Time for HTTP requests that are under way at a stop; then they are cut"),

  // connections
  connections: b(50_000, "count", "Open connections of this process; the upgrade is answered 503"),
  connectionsPerAddress: b(200, "count", "Open connections of one address, on each node; the upgrade is answered 429"),
  connectsPerAddressPerMinute: b(3_000, "per minute", "Connections made from one address; the upgrade is answered 429"),
  socketsPerAddress: b(
    400,
    "count",
    "TCP connections of one address on each node, HTTP included, trusted proxies aside; it is cut",
  ),
  admissionMs: b(10_000, "ms", "Time to decide on an upgrade to zo, where the request itself says who one is; answered 503"),
  authenticationMs: b(10_000, "ms", "Time to say who one is on rooms and roster; closed with 4504"),
  loginMs: b(
    600_000,
    "ms",
    "Time to log in on openchamp, and to try another name on roster, where a person types; closed with 4504",
  ),
  pingIntervalMs: b(30_000, "ms", "A connection that was silent this long is pinged"),
  pongTimeoutMs: b(30_000, "ms", "Silence after a ping; closed as dead (4003)"),
  closeGraceMs: b(2_000, "ms", "Time for the other side to answer a close before the socket is cut"),
  outboxBytes: b(8 * 1024 * 1024, "bytes", "Unsent bytes of one connection, replay aside; closed with 4001"),
  outboxFrames: b(16_384, "count", "Unsent frames of one connection, replay aside; closed with 4001"),
  outboxStallMs: b(30_000, "ms", "A connection with unsent data whose socket took nothing for this long; closed with 4001"),
  replayMs: b(300_000, "ms", "Time for a connection to take its replay; closed with 4001"),
  commandsInFlight: b(256, "count", "Commands of one connection that wait for the store; reading pauses"),
  framesWaiting: b(64, "count", "Frames of one connection that wait behind a login; reading pauses"),
  bytesInFlight: b(
    1024 * 1024,
    "bytes",
    "Frames of one connection being handled or waiting, one larger frame aside; reading pauses",
  ),
  framesPerMinute: b(6_000, "per minute", "Frames of one connection; reading pauses until the rate is met"),

  // rates
  reactionsMessagesPerMinute: b(60, "per minute", "send_message of one reactions author; error 'Rate limit exceeded. …'"),
  sendsPerMinute: b(600, "per minute", "Messages of one user on other protocols; rate_limited"),
  guestPrivatesPerAddressPerMinute: b(
    600,
    "per minute",
    "Private messages of guests from one address, and direct rooms they ask for; rate_limited",
  ),
  togglesPerMinute: b(600, "per minute", "Reactions of one user; rate_limited"),
  historyPerMinute: b(
    600,
    "per minute",
    "Pages of rooms, events or messages that one user asks for in the native protocol; rate_limited",
  ),
  roomChangesPerMinute: b(
    60,
    "per minute",
    "Rooms made, joined, left or changed by one user, others invited or removed; rate_limited",
  ),
  messageChangesPerMinute: b(600, "per minute", "Messages edited, deleted or pinned by one user; rate_limited"),
  readMarksPerMinute: b(1_200, "per minute", "Read positions set by one user; rate_limited"),
  unreadCountsPerMinute: b(600, "per minute", "Times that one user asks what is unread; rate_limited"),
  lookUpsPerMinute: b(
    1_200,
    "per minute",
    "Single messages, rooms, members, profiles, sessions, bans, reports and the like that one user asks for; rate_limited",
  ),
  directsPerMinute: b(120, "per minute", "Direct rooms that one user asks for, made by it or not; rate_limited"),
  settingsPerMinute: b(
    120,
    "per minute",
    "Rooms muted and users blocked by one user, or no more, changes of their profile and password, sessions they end; rate_limited",
  ),
  reportsPerMinute: b(10, "per minute", "Reports of one user; rate_limited"),
  serverDeedsPerMinute: b(600, "per minute", "What one administrator changes; rate_limited"),
  searchesPerMinute: b(120, "per minute", "Searches of one user, each page counted; rate_limited"),
  watchesPerMinute: b(120, "per minute", "Times that one user says whom to watch; rate_limited"),
  typingPerMinute: b(120, "per minute", "Times that one user begins or goes on writing somewhere; further ones are not told"),
  filesPerMinute: b(30, "per minute", "Files of one user; rate_limited"),
  filesPerAddressPerMinute: b(120, "per minute", "Files from one address, whoever sends them; rate_limited"),
  uploadsAtOnce: b(4, "count", "Uploads of one user that are under way; rate_limited"),
  loginsPerAddressPerMinute: b(60, "per minute", "Login attempts of one address; rate_limited"),
  loginFailuresPerAccountPerMinute: b(10, "per minute", "Failed logins into one account; rate_limited"),
  registrationsPerAddressPerMinute: b(120, "per minute", "Registrations from one address; rate_limited"),
  refusalLinesPerMinute: b(60, "per minute", "Refused rooms sends of one user that are logged; the metrics count all"),
  rateSubjects: b(100_000, "count", "Users and addresses whose rates are remembered; the longest idle is forgotten"),

  // accounts
  tokenLifetimeMs: b(7 * 24 * 3_600_000, "ms", "Life of a token; then token_expired"),
  tokensKeptMs: b(30 * 24 * 3_600_000, "ms", "How long an expired token is still told apart from an unknown one"),
  passwordHashesAtOnce: b(2, "count", "Password hashes computed side by side; Node has four threads for these and for files"),
  passwordHashesWaiting: b(256, "count", "Password hashes waiting; refused as overloaded"),

  // images and what is left of files
  imagesAtOnce: b(1, "count", "Images that are looked at side by side; each may take a thread and some 250 MB"),
  imagesWaiting: b(8, "count", "Images that wait for that; further ones are files without dimensions and preview"),
  imageMs: b(5_000, "ms", "Time to look at an image; one that takes longer is a file without dimensions and preview"),
  unattachedFilesMs: b(24 * 3_600_000, "ms", "Time in which an uploaded file must be attached to a message; it is deleted"),
  fileSweepMs: b(10_000, "ms", "Time between two looks for files of deleted messages, whose bytes then leave the disk"),
  filesSweptAtOnce: b(
    100,
    "count",
    "Files deleted in one commit when they were attached to nothing, for which other writes wait",
  ),
  blobConnections: b(6, "count", "Connections of one node to the PostgreSQL that keeps the bytes of files; others wait"),
  blobConnectMs: b(5_000, "ms", "Time to get one of these; refused as unavailable"),
  blobLeaseMs: b(
    3_600_000,
    "ms",
    "How long after a node has died it is still taken for one that is about to name bytes in PostgreSQL, or still writes them",
  ),
  blobRemovalMs: b(
    30_000,
    "ms",
    "How long a node that has stopped while it removes bytes from PostgreSQL may keep others from keeping the same; then nothing is removed",
  ),
  blobReadMs: b(600_000, "ms", "How long bytes removed from PostgreSQL stay for who is reading them, from their last look"),
  searchSortedAtOnce: b(
    500,
    "count",
    "Messages of one node after which PostgreSQL's index of words is sorted, beside the writes",
  ),
  migrationRows: b(1_000, "count", "Rows that `admin migrate` reads or writes at once"),
  blobSearchMs: b(24 * 3_600_000, "ms", "Time between two searches for bytes on the disk that no file names"),
  blobsSearchedAtOnce: b(1_000, "count", "Files on the disk that are asked about in one read"),
  aboutChars: b(500, "characters", "What users tell of themselves; refused as text_too_long"),
  sessionLabelChars: b(200, "characters", "What a session is told apart by, such as a User-Agent; cut"),
  sessionSeenMs: b(3_600_000, "ms", "A session in use is noted once in this time"),
  sessionsListed: b(100, "count", "Sessions of one account that are listed, the newest"),
  profilesAtOnce: b(100, "count", "Users asked for in one users.get; refused as bad_request"),
  usersFound: b(20, "count", "Users in one answer of users.find"),
  namesScanned: b(2_000, "count", "Names looked at for one answer of users.find, for those that may be known of"),
  exportsPerMinute: b(2, "per minute", "Exports of one account, one of them at a time; rate_limited"),
  exportScan: b(20_000, "count", "Events looked at in one step of an export, for which other long reads wait"),
  deletionScan: b(2_000, "count", "Events looked at in one step of an account's deletion, for which other writes wait"),
  erasedAtOnce: b(100, "count", "Messages erased in one step of an account's deletion"),
  erasureGapMs: b(100, "ms", "Wait after a step that erased messages, which everybody is told of"),

  // history, presence, store
  feedWindow: b(1_000, "count", "Newest messages that a room's feed keeps at hand; no replay reaches further back"),
  reactionsHistory: b(1_000, "count", "Messages replayed to a reactions client"),
  rosterHistory: b(50, "count", "Messages in a roster history frame"),
  zoHistory: b(100, "count", "Messages in one answer of zo lounge.history; error invalid_payload"),
  rosterOfflineUsers: b(100, "count", "Users in roster userData who are not online, most recently active"),
  rosterStatusGapMs: b(
    20,
    "ms",
    "Least time between two rounds of roster userStatus, for each 1,000 connections; who comes and goes meanwhile is told together",
  ),
  offlineUsersKept: b(1_000, "count", "Users remembered as lately offline, ready to be listed; the longest gone are forgotten"),
  watchedUsers: b(1_000, "count", "Users whose presence one connection watches; refused as limit_reached"),
  presenceGraceMs: b(2_000, "ms", "Time for a user to come back before those who watch them are told that they went"),
  roomsLookedAt: b(20, "count", "Rooms in which one connection sees who writes; refused as limit_reached"),
  typingMs: b(6_000, "ms", "How long a user counts as writing who does not say so again"),
  typingRepeatMs: b(3_000, "ms", "Time in which it is not told again that a user writes"),
  typistsPerRoom: b(50, "count", "Users of one room who are told of as writing at once; further ones are not"),
  activityFlushMs: b(10_000, "ms", "How late a user's last activity is written down"),
  feedRetryMs: b(1_000, "ms", "Wait after the store failed to fill a gap in a room's feed; then it is asked again"),
  inboxRooms: b(
    10_000,
    "count",
    "Direct rooms of one user who is online whose position is remembered; the longest quiet is forgotten",
  ),
  endedSessions: b(
    10_000,
    "count",
    "Sessions remembered as just ended, for connections that are being made; the oldest is forgotten",
  ),
  sessionCheckMs: b(60_000, "ms", "Longest time after which expired sessions are looked for, should the wall clock jump"),
  refusalLogMs: b(1_000, "ms", "Time in which one log line tells of all commands that the store refused for one reason"),
  tokenPurgeMs: b(3_600_000, "ms", "Time between two purges of expired tokens"),
  tokensPurgedAtOnce: b(1_000, "count", "Expired tokens deleted in one commit, for which other writes wait"),
  auditKeptMs: b(
    365 * 24 * 3_600_000,
    "ms",
    "How long the audit log, resolved reports and bans that are over are kept; then deleted",
  ),
  auditPurgeMs: b(3_600_000, "ms", "Time between two purges of the audit log"),
  auditPurgedAtOnce: b(1_000, "count", "Of these, deleted in one commit, for which other writes wait"),
  feedCatchUp: b(1_000, "count", "Events read at once to fill a gap in a room's feed"),
  feedCatchUpMs: b(
    500,
    "ms",
    "With other nodes, longest time that who is to be shown the latest messages waits for what was committed last to be read; then they get what is known",
  ),
  pageSize: b(100, "count", "Messages read at once for a streamed answer, and of a room in one answer of the native protocol"),
  catchUpRooms: b(500, "count", "Rooms in one sync.catchUp of zo; refused as bad_request"),
  catchUpEvents: b(
    500,
    "count",
    "Events of one room in sync.catchUp; who is further behind starts anew from the newest messages",
  ),
  catchUpAnswer: b(2_000, "count", "Events and messages in one answer of sync.catchUp; rooms past it are to be asked for again"),
  answerChars: b(
    1024 * 1024,
    "characters",
    "About what one answer of sync.catchUp, messages.page, thread or pins, or search.find of zo may hold; rooms and messages past it are to be asked for again",
  ),
  moderationPage: b(100, "count", "Bans, reports, audit entries or accounts read at once"),
  membersPerPage: b(500, "count", "Members of a room read at once"),
  retrievalsPerUser: b(16, "count", "Answers of rooms' retrieve that one user is being sent; 429"),
  roomsPerPage: b(500, "count", "Rooms read at once when listing a user's rooms"),
  guestsOnline: b(50_000, "count", "Guests online at once; refused as overloaded"),
  storeWaiting: b(65_536, "count", "Writes waiting for a commit, and as many reads waiting for an answer; refused as overloaded"),
  storeBatch: b(1_000, "count", "Writes in one commit"),
  storeBusyMs: b(5_000, "ms", "Wait for another process's lock on the database; refused as unavailable"),
  databaseConnections: b(8, "count", "Connections of one node to PostgreSQL that read, beside the one that writes; others wait"),
  databaseConnectMs: b(
    3_000,
    "ms",
    "Time for PostgreSQL to take a connection, shared by its hosts where there are several; then another is tried, and reads are refused as unavailable",
  ),
  databaseStartMs: b(30_000, "ms", "How long a start waits for a PostgreSQL that is not there yet; then it fails"),
  databaseRetryMs: b(
    5_000,
    "ms",
    "How long writes wait for a PostgreSQL that is gone; refused as unavailable, from then on at once",
  ),
  databaseRetryGapMs: b(500, "ms", "Longest wait between two attempts to connect to PostgreSQL"),
  databaseReadMs: b(5_000, "ms", "Time for PostgreSQL to answer one read; refused as unavailable"),
  databaseBatchMs: b(250, "ms", "Time after which a commit on PostgreSQL takes in no further write; they are in the next"),
  databaseHoldMs: b(
    2_000,
    "ms",
    "How long a node that has stopped, or one statement of it, may keep the others from writing to PostgreSQL; its writes are undone",
  ),
  databaseWriterMs: b(
    24 * 3_600_000,
    "ms",
    "How long it is remembered in PostgreSQL what a node that is gone wrote last; then deleted",
  ),

  // nodes: what carries events and signals between them
  busMessageBytes: b(1024 * 1024, "bytes", "Events in one message to Redis; more are sent as several, a larger event not at all"),
  busPendingBytes: b(
    8 * 1024 * 1024,
    "bytes",
    "Sent to one Redis server and not answered yet; what is more is lost, and read later",
  ),
  busSubscribeMs: b(2_000, "ms", "Time that who subscribes waits for Redis; it goes on without, and is told by reading"),
  busConnectMs: b(5_000, "ms", "Time to connect to Redis, or for its signals to PostgreSQL; then it is tried again"),
  busRetryMs: b(100, "ms", "Wait before the first new try to connect; twice as long each time"),
  busRetryMaxMs: b(2_000, "ms", "Longest wait between two tries to connect"),
  busPingMs: b(
    1_000,
    "ms",
    "Time between two questions whether Redis, and the connection for signals to PostgreSQL, still answer",
  ),
  busAnswerMs: b(3_000, "ms", "Time for the answer; the connection is cut and made anew"),
  busResubscribedAtOnce: b(500, "count", "Topics subscribed to at once when a connection is back"),
  notifyBytes: b(7_900, "bytes", "Signals in one NOTIFY of PostgreSQL, which takes 7,999; a longer one is cut into several"),
  notifyParts: b(128, "count", "Parts of one signal that is longer; it is lost"),
  signalsWaiting: b(10_000, "count", "Signals that wait for PostgreSQL; the next is lost"),
  tailPollMs: b(1_000, "ms", "Longest time after which events that the bus lost are read from the store"),
  tailGapMs: b(
    5,
    "ms",
    "Least time between the beginnings of two readings of what the bus may have lost, however many commits ask for one",
  ),
  tailPage: b(1_000, "count", "Events looked at in one reading of what the bus may have lost"),
  tailReadsAtOnce: b(4, "count", "Rooms whose lost events are read side by side"),
  heldMessages: b(
    10_000,
    "count",
    "Messages held back until all with smaller ids came; then who waits for that order is closed with 4002",
  ),

  // nodes: what each knows of the others
  nodeBeatMs: b(2_000, "ms", "Time between two signals of a node that it is alive, and between two looks for nodes that are not"),
  nodeLeaseMs: b(10_000, "ms", "A node that was not heard for this long is gone for the others, and all who are online on it"),
  nodesKnown: b(64, "count", "Other nodes that one listens to; further ones are not heard"),
  nodeShareMs: b(
    50,
    "ms",
    "How long who comes and goes on a node, and rates taken there, are collected for one signal to the others",
  ),
  nodeGoingMs: b(
    100,
    "ms",
    "With other nodes, how long after their last connection went somebody is shown as gone: they may have come to another node just before",
  ),
  nodeSignalBytes: b(7_000, "bytes", "One signal of a node to the others; more is told in several"),
  nodeChangesKept: b(
    256,
    "count",
    "Signals of changes that a node keeps for others that lost one; who lost more is told everything anew",
  ),
  nodePagesAtOnce: b(64, "count", "Signals in a row when a node tells everything; the next after nodeShareMs"),
  ratesSharedAtOnce: b(
    1_000,
    "count",
    "Users and addresses whose rates wait to be told to other nodes; with as many they are told at once",
  ),
  checkPage: b(500, "count", "Sessions or users that the store is asked about at once, for what other nodes did to them"),
  clockCheckMs: b(60_000, "ms", "Time between two looks at the clock that all nodes share"),
  clockSkewMs: b(2_000, "ms", "How far this machine's clock may be from the one that all nodes share before it is logged"),
  shutdownMs: b(10_000, "ms", "Time for an orderly stop; then the process exits anyway"),
} as const satisfies Record<string, BoundEntry>;

export type BoundName = keyof typeof boundTable;
export type Bounds = Readonly<Record<BoundName, number>>;

export const boundNames = Object.keys(boundTable) as readonly BoundName[];

/** The defaults, with `changes` over them. */
export function boundsWith(changes: Partial<Bounds> = {}): Bounds {
  const defaults = Object.fromEntries(boundNames.map((name) => [name, boundTable[name].value])) as Record<BoundName, number>;
  return { ...defaults, ...changes };
}
