// Reports that wait on the phone until the server has them. Each photo and the report itself carry a request id made
// when they were taken, so a retry after a lost answer files nothing twice. A refusal of the server stops a report and
// keeps it for the person to correct; anything else is tried again.
import { ApiError, newRequestId } from './api'
import type { Values } from './fields'

export interface OutgoingPhoto { field: string; name: string; blob: Blob; requestId: string; uploadId: string | null }
export interface Outgoing {
  id: string; person: string; workflow: string; title: string; fields: Values; photos: OutgoingPhoto[]
  at: number; state: 'waiting' | 'refused'; why: string
}
export interface OutgoingStore {
  all(): Promise<Outgoing[]>
  put(report: Outgoing): Promise<void>
  remove(id: string): Promise<void>
}
export interface OutgoingPort {
  upload(photo: Blob, name: string, field: string, requestId: string): Promise<{ id: string }>
  file(body: { workflow: string; fields: Values; parties: []; attachments: string[] }, requestId: string): Promise<{ id: number; number: string }>
}
export type SendResult = 'sent' | 'refused' | 'later'

export function newOutgoing(person: string, workflow: string, title: string, fields: Values, photos: { field: string; name: string; blob: Blob }[], at: number): Outgoing {
  return { id: newRequestId(), person, workflow, title, fields, photos: photos.map((photo) => ({ ...photo, requestId: newRequestId(), uploadId: null })), at, state: 'waiting', why: '' }
}

// One attempt. What was uploaded is noted at once, so that the next attempt goes on from there.
export async function sendOne(report: Outgoing, store: OutgoingStore, port: OutgoingPort, sent: (filed: { id: number; number: string }) => void): Promise<SendResult> {
  try {
    for (const photo of report.photos) {
      if (photo.uploadId) continue
      photo.uploadId = (await port.upload(photo.blob, photo.name, photo.field, photo.requestId)).id
      await store.put(report)
    }
    const fields = { ...report.fields }
    for (const field of new Set(report.photos.map((photo) => photo.field)))
      fields[field] = report.photos.filter((photo) => photo.field === field).map((photo) => photo.uploadId)
    const filed = await port.file({ workflow: report.workflow, fields, parties: [], attachments: report.photos.map((photo) => photo.uploadId as string) }, report.id)
    await store.remove(report.id)
    sent(filed)
    return 'sent'
  } catch (problem) {
    const status = problem instanceof ApiError ? problem.status : 0
    const refused = status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status)
    if (!refused) return 'later'
    report.state = 'refused'
    report.why = (problem as ApiError).message
    // A new id: what the person corrects is another request.
    report.id = await renamed(report, store)
    return 'refused'
  }
}
async function renamed(report: Outgoing, store: OutgoingStore): Promise<string> {
  const next = { ...report, id: newRequestId() }
  await store.put(next)
  await store.remove(report.id)
  return next.id
}

// Everything that waits, oldest first; stops at the first that must wait, since the next would meet the same network.
export async function sendAll(person: string, store: OutgoingStore, port: OutgoingPort, sent: (filed: { id: number; number: string }) => void): Promise<void> {
  const waiting = (await store.all()).filter((report) => report.person === person && report.state === 'waiting').sort((a, b) => a.at - b.at)
  for (const report of waiting) if ((await sendOne(report, store, port, sent)) === 'later') return
}
