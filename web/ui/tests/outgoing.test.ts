import { describe, expect, it } from 'vitest'

import { ApiError } from '../src/shared/api'
import { newOutgoing, sendAll, sendOne, type Outgoing, type OutgoingPort, type OutgoingStore } from '../src/shared/outgoing'

function memory() {
  const kept = new Map<string, Outgoing>()
  const store: OutgoingStore = {
    all: async () => [...kept.values()],
    put: async (report) => void kept.set(report.id, { ...report, photos: report.photos.map((photo) => ({ ...photo })) }),
    remove: async (id) => void kept.delete(id),
  }
  return { kept, store }
}
// A server that knows request ids, and whose answers can be lost: fails[n] of the n-th call is thrown after it took effect.
function server(fails: (ApiError | undefined)[] = []) {
  const uploads = new Map<string, string>()
  const filed = new Map<string, unknown>()
  let calls = 0
  const answer = <T>(value: T): T => {
    const fail = fails[calls++]
    if (fail) throw fail
    return value
  }
  const port: OutgoingPort = {
    upload: async (_blob, _name, _field, id) => {
      if (!uploads.has(id)) uploads.set(id, 'u' + uploads.size)
      return answer({ id: uploads.get(id) as string })
    },
    file: async (body, id) => {
      if (!filed.has(id)) filed.set(id, body)
      return answer({ id: 7, number: 'n' + filed.size })
    },
  }
  return { uploads, filed, port }
}
const lost = () => new ApiError({ status: 0, code: 'offline', title: '', detail: '' })
const refused = (status: number) => new ApiError({ status, code: 'fields', title: '', detail: '请填写。' })
const report = (at = 1) => newOutgoing('grid', 'grid-report', '桥头 扬尘', { class: '扬尘' }, [{ field: 'photos', name: 'a.jpg', blob: new Blob(['a']) }, { field: 'photos', name: 'b.jpg', blob: new Blob(['b']) }], at)

describe('a waiting report', () => {
  it('is filed once wherever the answer is lost', async () => {
    for (let broken = 0; broken < 3; ++broken) {
      const { kept, store } = memory()
      const { uploads, filed, port } = server([0, 1, 2].map((call) => (call === broken ? lost() : undefined)))
      const one = report()
      await store.put(one)
      const sent: string[] = []
      await sendAll('grid', store, port, (done) => sent.push(done.number))
      expect(kept.size, `after losing answer ${broken}`).toBe(1)
      await sendAll('grid', store, port, (done) => sent.push(done.number))
      expect(kept.size).toBe(0)
      expect(uploads.size).toBe(2)
      expect(filed.size).toBe(1)
      expect(sent).toEqual(['n1'])
      expect([...filed.values()][0]).toMatchObject({ fields: { class: '扬尘', photos: ['u0', 'u1'] }, attachments: ['u0', 'u1'] })
    }
  })
  it('that the server refuses is kept with the reason and a new request id', async () => {
    const { kept, store } = memory()
    const { port } = server([undefined, undefined, refused(422)])
    const one = report()
    const before = one.id
    await store.put(one)
    expect(await sendOne(one, store, port, () => undefined)).toBe('refused')
    const left = [...kept.values()]
    expect(left).toHaveLength(1)
    expect(left[0]).toMatchObject({ state: 'refused', why: '请填写。' })
    expect(left[0].id).not.toBe(before)
  })
  it('waits while signed out, throttled or when the server is ill', async () => {
    for (const status of [401, 429, 500, 503]) {
      const { kept, store } = memory()
      const { port } = server([refused(status)])
      const one = report()
      await store.put(one)
      expect(await sendOne(one, store, port, () => undefined), String(status)).toBe('later')
      expect([...kept.values()][0].state).toBe('waiting')
    }
  })
  it('of another person is left alone', async () => {
    const { kept, store } = memory()
    const { filed, port } = server()
    await store.put(report())
    await sendAll('someone', store, port, () => undefined)
    expect(kept.size).toBe(1)
    expect(filed.size).toBe(0)
  })
})
