// The phone's own memory: waiting reports and the half-written one, photos included, in IndexedDB.
import { ref } from 'vue'

import { call, post, upload } from '../shared/api'
import { sendAll, type Outgoing, type OutgoingStore } from '../shared/outgoing'
import { session } from '../shared/session'

let opened: Promise<IDBDatabase> | null = null
function database(): Promise<IDBDatabase> {
  return (opened ??= new Promise((done, failed) => {
    const request = indexedDB.open('bihuan', 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore('outgoing', { keyPath: 'id' })
      request.result.createObjectStore('drafts')
    }
    request.onsuccess = () => done(request.result)
    request.onerror = () => ((opened = null), failed(request.error))
  }))
}
async function run<T>(name: string, mode: IDBTransactionMode, what: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const base = await database()
  return new Promise((done, failed) => {
    const transaction = base.transaction(name, mode)
    const request = what(transaction.objectStore(name))
    transaction.oncomplete = () => done(request.result)
    transaction.onerror = transaction.onabort = () => failed(transaction.error)
  })
}

export const outgoing: OutgoingStore = {
  all: () => run('outgoing', 'readonly', (store) => store.getAll() as IDBRequest<Outgoing[]>),
  put: async (report) => void (await run('outgoing', 'readwrite', (store) => store.put(report))),
  remove: async (id) => void (await run('outgoing', 'readwrite', (store) => store.delete(id))),
}
export const drafts = {
  get: <T>(key: string) => run('drafts', 'readonly', (store) => store.get(key) as IDBRequest<T | undefined>),
  put: async (key: string, value: unknown) => void (await run('drafts', 'readwrite', (store) => store.put(value, key))),
  remove: async (key: string) => void (await run('drafts', 'readwrite', (store) => store.delete(key))),
}

export const waiting = ref<Outgoing[]>([])
export const lastSent = ref<{ id: number; number: string } | null>(null)
export const sending = ref(false)

export async function refreshWaiting() {
  const person = session.me?.person
  waiting.value = (await outgoing.all().catch(() => [])).filter((report) => report.person === person).sort((a, b) => b.at - a.at)
}

export async function sendWaiting() {
  const person = session.me?.person
  if (sending.value || !person) return
  sending.value = true
  try {
    await sendAll(person, outgoing, {
      upload,
      file: (body, requestId) => post<{ id: number; number: string }>('/cases', body, { requestId }),
    }, (filed) => (lastSent.value = filed))
  } finally {
    sending.value = false
    await refreshWaiting()
  }
}

// What was last known is shown when the network is gone: the forms that can be filed and who is signed in.
export async function remember<T>(key: string, load: () => Promise<T>): Promise<T> {
  try {
    const fresh = await load()
    void drafts.put('known.' + key, JSON.parse(JSON.stringify(fresh))).catch(() => undefined)
    return fresh
  } catch (problem) {
    const kept = await drafts.get<T>('known.' + key).catch(() => undefined)
    if (kept === undefined) throw problem
    return kept
  }
}
export const ping = () => call('/session', { signIn: false })
