internal import PluginKit

await PluginMain.run(GetCommand.self)
