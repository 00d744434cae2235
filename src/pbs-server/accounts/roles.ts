// Privileges and roles of PBS as far as a datastore needs them (protocol.md 5.1, 6.1; names as its ACLs spell them).
// In: nothing. Out: two tables. The order of privileges is the order in which PBS's refusals list them.

export const privileges = [
  'Sys.Audit',
  'Datastore.Audit',
  'Datastore.Allocate',
  'Datastore.Modify',
  'Datastore.Read',
  'Datastore.Verify',
  'Datastore.Backup',
  'Datastore.Prune',
] as const;
export type Privilege = (typeof privileges)[number];

const datastoreAdmin: readonly Privilege[] = [
  'Datastore.Audit',
  'Datastore.Modify',
  'Datastore.Read',
  'Datastore.Verify',
  'Datastore.Backup',
  'Datastore.Prune',
];

export const roles = {
  Admin: privileges,
  Audit: ['Sys.Audit', 'Datastore.Audit'],
  DatastoreAdmin: datastoreAdmin,
  DatastoreAudit: ['Datastore.Audit'],
  DatastoreBackup: ['Datastore.Backup'],
  DatastorePowerUser: ['Datastore.Backup', 'Datastore.Prune'],
  DatastoreReader: ['Datastore.Audit', 'Datastore.Read', 'Datastore.Verify'],
  NoAccess: [],
} as const satisfies Readonly<Record<string, readonly Privilege[]>>;
export type Role = keyof typeof roles;
export const roleNames = Object.keys(roles) as readonly Role[] as readonly [Role, ...Role[]];

/** Holds every privilege without an entry; its tokens do not. */
export const superuserId = 'root@pam';
