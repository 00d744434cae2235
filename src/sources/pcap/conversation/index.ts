// In: both directions of a TCP connection. Out: what an application said on it, tunnel and TLS removed.
export { Conversation, type ConversationSink } from './conversation.js';
