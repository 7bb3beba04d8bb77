// Stores unacknowledged operations in this browser, so that nothing is lost when the tab is closed. Each tab owns its
// operations; when it is closed, another tab of the same user takes them over.

const KEY_PREFIX = "quillspace:waiting:";
const CLIENT_KEY = "quillspace:client";
/** @param {string} client */
const lockName = (client) => `quillspace:tab:${client}`;

export class Outbox {
  isDurable = true;
  #last = 0;

  /** @param {string} user */
  constructor(user) {
    this.prefix = `${KEY_PREFIX}${user}:`;
  }

  // A sequence number, which keeps the order even if the system clock is set back.
  nextSequenceNumber() {
    this.#last = Math.max(this.#last + 1, Date.now() * 100);
    return this.#last;
  }

  /** @param {Operation} operation */
  store(operation) {
    try {
      localStorage.setItem(this.#key(operation), JSON.stringify(operation));
    } catch {
      this.isDurable = false;
    }
  }

  /** @param {Operation} operation */
  remove(operation) {
    try {
      localStorage.removeItem(this.#key(operation));
    } catch {
      this.isDurable = false;
    }
  }

  /** The operations of one tab, in order. @param {string} client */
  operationsOf(client) {
    return this.#all().filter((operation) => operation.client === client).sort((one, other) => one.place - other.place);
  }

  /** The ids of the other tabs that have operations. @param {string} client */
  otherClients(client) {
    return [...new Set(this.#all().map((operation) => operation.client))].filter((one) => one !== client);
  }

  /**
   * Calls `take` with the operations of each other tab as soon as it is closed. The promise of `take` settles once the
   * operations are sent.
   * @param {string} client @param {(left: Operation[]) => Promise<unknown>} take
   */
  adopt(client, take) {
    const watched = new Set([client]);
    /** @param {string} other */
    const watch = (other) => {
      if (watched.has(other)) return;
      watched.add(other);
      whenClosed(other, () => {
        watched.delete(other);
        const left = this.operationsOf(other);
        return left.length ? take(left) : undefined;
      });
    };
    this.otherClients(client).forEach(watch);
    window.addEventListener("storage", ({ key, newValue }) => {
      const operation = key?.startsWith(this.prefix) && newValue && read(newValue);
      if (operation) watch(operation.client);
    });
  }

  /** @param {Operation} operation */
  #key(operation) { return `${this.prefix}${operation.id}`; }

  #all() {
    try {
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(this.prefix))
        .map((key) => read(localStorage.getItem(key) || ""))
        .filter((operation) => operation !== null);
    } catch {
      this.isDurable = false;
      return [];
    }
  }
}

// This tab's id. It stays the same after a reload, but a duplicated tab gets a new one.
export async function claimClient() {
  const before = remembered();
  const client = before && (await acquireLock(before)) ? before : crypto.randomUUID();
  if (client !== before) await acquireLock(client);
  try {
    sessionStorage.setItem(CLIENT_KEY, client);
  } catch { /* Without storage, the tab gets a new id on reload. */ }
  return client;
}

/** @param {string} client */
function acquireLock(client) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks.request(lockName(client), { ifAvailable: true }, (lock) => {
      resolve(!!lock);
      return lock ? new Promise(() => {}) : undefined;
    });
  });
}

/** @param {string} client @param {() => unknown} take */
function whenClosed(client, take) {
  if (navigator.locks) navigator.locks.request(lockName(client), take);
  else take();
}

function remembered() {
  try {
    return sessionStorage.getItem(CLIENT_KEY);
  } catch {
    return null;
  }
}

/** @param {string} text @returns {Operation | null} */
function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
