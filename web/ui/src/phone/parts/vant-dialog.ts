// The style sheets of Vant's dialog and what it stands on, without the icon font.
import 'vant/es/overlay/index.css'
import 'vant/es/popup/index.css'
import 'vant/es/loading/index.css'
import 'vant/es/button/index.css'
import 'vant/es/dialog/index.css'
