using System.Collections;
using System.Net.NetworkInformation;

namespace Mycelium.PowerShell.Completion;

/// <summary>Completes names of the network interfaces of this machine.</summary>
public sealed class InterfaceCompleter : StaticCompleter
{
    private protected override IEnumerable<CompletionItem> Items(IDictionary parameters) => NetworkInterface.GetAllNetworkInterfaces()
        .Select(adapter => new CompletionItem(adapter.Name, $"{adapter.NetworkInterfaceType}, {adapter.OperationalStatus}"));
}
