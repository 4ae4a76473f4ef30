using System.Management.Automation;
using System.Net;
using Mycelium.Engine.Errors;
using Mycelium.Engine.Identity;

namespace Mycelium.PowerShell.Commands;

/// <summary>Converts public keys to the overlay addresses that belong to them.</summary>
/// <remarks>Needs no node. The address is computed from the key alone, so it proves who answers there.</remarks>
/// <example>
/// <para>Shows the address of a public key.</para>
/// <code>(ConvertTo-MyceliumAddress 8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a).ToString()</code>
/// </example>
/// <example>
/// <para>Computes the addresses of all nodes from their keys.</para>
/// <code>Get-MyceliumNode | ConvertTo-MyceliumAddress</code>
/// </example>
/// <example>
/// <para>Shows the address of a peer before it is added, from the key that it answers with.</para>
/// <code>Test-MyceliumPeer (Get-MyceliumNode beta).Listen | ConvertTo-MyceliumAddress</code>
/// </example>
/// <seealso cref="GetMyceliumIdentityCommand"/>
/// <seealso cref="GetMyceliumPeerCommand"/>
/// <seealso>about_Mycelium_Security</seealso>
[Cmdlet(VerbsData.ConvertTo, "MyceliumAddress")]
[OutputType(typeof(IPAddress))]
public sealed class ConvertToMyceliumAddressCommand : MyceliumCmdlet
{
    /// <summary>Public keys, 64 hexadecimal digits each, or objects that have one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] PublicKey { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string text in PublicKey) { ForItem(text, () => WriteObject(Convert(text))); }
    }

    private static IPAddress Convert(string text) => Engine.Identity.PublicKey.TryParse(text, out PublicKey key)
        ? key.Address.ToIPAddress()
        : throw new MyceliumException(
            MyceliumErrorId.InvalidPublicKey, $"'{text}' is not a public key: 64 hexadecimal digits are expected.");
}
