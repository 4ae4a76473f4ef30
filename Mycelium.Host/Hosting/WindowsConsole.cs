using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Mycelium.Host.Hosting;

/// <summary>The mode of the Windows console.</summary>
[SupportedOSPlatform("windows")]
internal static partial class WindowsConsole
{
    private const int StandardOutputHandle = -11;
    private const uint EnableVirtualTerminalProcessing = 0x0004;

    /// <summary>Lets the console interpret escape sequences; false if it can't or there is none.</summary>
    internal static bool TryEnableEscapes()
    {
        nint console = GetStdHandle(StandardOutputHandle);
        return GetConsoleMode(console, out uint mode)
            && ((mode & EnableVirtualTerminalProcessing) != 0 || SetConsoleMode(console, mode | EnableVirtualTerminalProcessing));
    }

    [LibraryImport("kernel32.dll")]
    private static partial nint GetStdHandle(int handle);

    [LibraryImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetConsoleMode(nint console, out uint mode);

    [LibraryImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetConsoleMode(nint console, uint mode);
}
