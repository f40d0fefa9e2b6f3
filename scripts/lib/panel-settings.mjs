import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** In pixels: the screen of a small laptop. */
export const screen = { width: 1280, height: 800 };

const font = 'Inter';

/**
 * Makes a home folder with the settings of everything that is on the screen.
 *
 * @param {string} folder
 * @returns {Promise<NodeJS.ProcessEnv>} what leads programs there, and nowhere else
 */
export async function makeHome(folder) {
  const config = join(folder, '.config');
  const channels = join(config, 'xfce4', 'xfconf', 'xfce-perchannel-xml');
  const folders = {
    HOME: folder,
    XDG_CONFIG_HOME: config,
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_RUNTIME_DIR: join(folder, 'runtime'),
  };
  for (const path of [...Object.values(folders), channels, join(config, 'gtk-3.0'), join(config, 'fontconfig')]) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  }
  await writeFile(join(config, 'gtk-3.0', 'settings.ini'), gtkSettings);
  await writeFile(join(config, 'fontconfig', 'fonts.conf'), fontSettings);
  await writeFile(join(channels, 'xfwm4.xml'), windowManager);
  await writeFile(join(channels, 'xfce4-notifyd.xml'), notifications);
  await writeFile(join(channels, 'xfce4-panel.xml'), panel);
  const { PATH = '', SHELL = '/bin/sh' } = process.env;
  return { PATH, SHELL, ...folders, XDG_CURRENT_DESKTOP: 'XFCE', XDG_SESSION_TYPE: 'x11', LANG: 'C.UTF-8' };
}

const gtkSettings = `[Settings]
gtk-theme-name=Greybird
gtk-icon-theme-name=elementary-xfce
gtk-font-name=${font} 10
gtk-xft-antialias=1
gtk-xft-hinting=1
gtk-xft-hintstyle=hintslight
gtk-xft-rgba=none
`;

/** Inter would make a × of the x in a pod's name that has digits around it. */
const fontSettings = `<fontconfig>
  <match target="font">
    <edit name="fontfeatures" mode="append"><string>calt off</string></edit>
  </match>
</fontconfig>
`;

const windowManager = `<channel name="xfwm4" version="1.0">
  <property name="general" type="empty">
    <property name="theme" type="string" value="Greybird"/>
    <property name="title_font" type="string" value="${font} Bold 9"/>
    <property name="button_layout" type="string" value="|HMC"/>
    <property name="workspace_count" type="int" value="1"/>
    <property name="use_compositing" type="bool" value="true"/>
  </property>
</channel>
`;

const notifications = `<channel name="xfce4-notifyd" version="1.0">
  <property name="theme" type="string" value="Greybird"/>
  <property name="notify-location" type="uint" value="2"/>
  <property name="initial-opacity" type="double" value="1.0"/>
  <property name="expire-timeout" type="int" value="60"/>
</channel>
`;

const panel = `<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="30"/>
      <property name="icon-size" type="uint" value="18"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/>
        <value type="int" value="2"/>
        <value type="int" value="3"/>
        <value type="int" value="4"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="tasklist">
      <property name="flat-buttons" type="bool" value="true"/>
    </property>
    <property name="plugin-2" type="string" value="separator">
      <property name="expand" type="bool" value="true"/>
      <property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-3" type="string" value="systray">
      <property name="icon-size" type="int" value="20"/>
      <property name="square-icons" type="bool" value="true"/>
    </property>
    <property name="plugin-4" type="string" value="clock">
      <property name="mode" type="uint" value="2"/>
      <property name="digital-layout" type="uint" value="3"/>
      <property name="digital-time-format" type="string" value="%H:%M  "/>
      <property name="digital-time-font" type="string" value="${font} 10"/>
    </property>
  </property>
</channel>
`;
