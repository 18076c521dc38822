// The parts of ECharts that the dashboards use, in one lazily loaded chunk. Tooltips are drawn on the canvas: HTML ones
// would need inline style, which the Content-Security-Policy forbids.
import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer])

export type ChartOption = Record<string, unknown> & { xAxis?: object; yAxis?: object; legend?: object }
export interface Chart { setOption: (option: unknown, over: boolean) => void; resize: () => void; dispose: () => void; on: (name: string, then: (at: { dataIndex: number; seriesIndex: number }) => void) => void }
export const makeChart = (box: HTMLElement) => init(box, undefined, { renderer: 'canvas' }) as unknown as Chart

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
export function withLooks(option: ChartOption): ChartOption {
  const ink = token('--ink-2')
  const line = token('--line')
  const axis = { axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, axisLabel: { color: ink }, splitLine: { lineStyle: { color: token('--line-2') } } }
  return {
    color: [token('--brand-fill'), token('--amber-fill'), token('--blue-fill'), token('--red-fill'), token('--violet'), token('--green-fill'), token('--ink-3'), '#b08d57'],
    textStyle: { fontFamily: token('--sans'), color: ink }, animation: !matchMedia('(prefers-reduced-motion: reduce)').matches, animationDuration: 300,
    tooltip: { trigger: 'item', renderMode: 'richText', backgroundColor: token('--paper'), borderColor: line, textStyle: { color: token('--ink') } },
    grid: { left: 8, right: 12, top: 34, bottom: 4, containLabel: true },
    ...option,
    ...(option.legend ? { legend: { top: 0, textStyle: { color: ink }, ...option.legend } } : {}),
    ...(option.xAxis ? { xAxis: { ...axis, ...option.xAxis } } : {}),
    ...(option.yAxis ? { yAxis: { ...axis, ...option.yAxis } } : {}),
  }
}
