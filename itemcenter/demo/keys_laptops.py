"""Attribute keys of laptops, as cards: id and name, then one line per field (`said`: how a yes reads in texts)."""

KEYS = """
screen_size: screen size
  type: quantity, unit=cm, tolerance=0.02
  about: Diagonal of the display of this device.
  en: display size, screen, diagonal
  de: Bildschirmgröße, Bildschirmdiagonale
  zh: 屏幕尺寸
  off: Display, Size
  normalisation: inch to cm (2.54); comma as decimal point

resolution: resolution
  type: categorical, open
  about: Pixels of the display, across by down.
  en: display resolution, pixels
  de: Auflösung
  zh: 分辨率

refresh_rate: refresh rate
  type: quantity, unit=Hz, tolerance=0.01
  about: Pictures per second the display can show.
  en: screen refresh
  de: Bildwiederholrate
  zh: 刷新率

ram: memory
  type: quantity, unit=GB, tolerance=0.01
  about: Working memory built in when sold, not what could be added.
  en: RAM, system memory
  de: Arbeitsspeicher
  zh: 内存
  off: Mem

storage: storage
  type: quantity, unit=GB, tolerance=0.03
  about: Capacity of the built-in drive.
  en: drive capacity, disk size
  de: Speicherplatz, Festplatte
  zh: 硬盘容量
  normalisation: 1 TB = 1000 GB

storage_type: storage type
  type: categorical
  about: Technology of the built-in drive.
  en: drive type
  de: Speicherart
  zh: 硬盘类型

processor: processor
  type: categorical, open
  about: Main processor family and step.
  en: CPU, chip
  de: Prozessor
  zh: 处理器
  off: Proc.

graphics: graphics
  type: categorical, open
  about: Graphics chip that drives the display.
  en: GPU, graphics card
  de: Grafikkarte, Grafik
  zh: 显卡

operating_system: operating system
  type: categorical, open
  about: System installed when sold.
  en: OS, software
  de: Betriebssystem
  zh: 操作系统

keyboard_layout: keyboard layout
  type: categorical
  about: Language layout printed on the keys.
  en: keyboard
  de: Tastatur, Tastaturlayout
  zh: 键盘布局
  off: KB

weight: weight
  type: quantity, unit=kg, tolerance=0.02
  about: Weight of the product itself, without box or charger.
  en: net weight of device, mass
  de: Gewicht
  zh: 重量
  off: Wt.
  normalisation: kilograms; lb and oz are added up

battery_life: battery life
  type: quantity, unit=h, tolerance=0.05
  about: Running time on one charge as stated by the maker.
  en: battery runtime, runtime
  de: Akkulaufzeit
  zh: 续航时间

touchscreen: touchscreen
  type: boolean
  about: The display reacts to touch.
  en: touch display
  de: Touchdisplay
  zh: 触摸屏
  said: touchscreen, touch display ; Touchdisplay ; 触摸屏

usb_c_ports: USB-C ports
  type: count
  about: Number of USB-C sockets on the device.
  en: number of USB-C, type-C ports
  de: USB-C-Anschlüsse
  zh: USB-C接口数

usb_a_ports: USB-A ports
  type: count
  about: Number of classic USB sockets on the device.
  en: number of USB-A, classic USB
  de: USB-A-Anschlüsse
  zh: USB-A接口数

package_contents: package contents
  type: text
  about: What lies in the box besides the device.
  en: in the box, included
  de: Lieferumfang
  zh: 包装清单

laptop_form: laptop form
  type: categorical
  about: Form of the housing, for laptops that no leaf describes yet.
  en: form factor
  de: Bauform
  zh: 形态
"""
