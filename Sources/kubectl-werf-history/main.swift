internal import PluginKit

await PluginMain.run(HistoryCommand.self)
