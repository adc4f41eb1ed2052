internal import PluginKit

await PluginMain.run(ListCommand.self)
