// What a message is called: by the workflow that sent it, else by its kind.
import { t, tOr } from './i18n'
import type { InboxRow } from './types'

export const messageKind = (row: InboxRow) => (row.title && row.title !== row.text ? row.title : tOr('inbox.kind.' + row.kind, t('inbox.kind.other')))
export const messageTone = (kind: string) => (/limit|overdue|rung|dead|supervised/.test(kind) ? 'red' : /warn|asked|urged|returned|not_/.test(kind) ? 'amber' : 'blue')
