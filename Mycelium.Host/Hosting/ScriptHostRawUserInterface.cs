using System.Management.Automation.Host;

namespace Mycelium.Host.Hosting;

/// <summary>The grid of the terminal: its size, title, colours and keys. Its cells can't be read or moved.</summary>
internal sealed class ScriptHostRawUserInterface(Terminal terminal) : PSHostRawUserInterface
{
    /// <inheritdoc/>
    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    /// <inheritdoc/>
    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    /// <inheritdoc/>
    public override Size BufferSize
    {
        get => new(terminal.Width(), terminal.Height());
        set => throw Unsupported();
    }

    /// <inheritdoc/>
    public override Size WindowSize
    {
        get => BufferSize;
        set => throw Unsupported();
    }

    /// <inheritdoc/>
    public override Size MaxWindowSize => BufferSize;

    /// <inheritdoc/>
    public override Size MaxPhysicalWindowSize => BufferSize;

    /// <inheritdoc/>
    public override Coordinates CursorPosition
    {
        get => terminal.IsOutputInteractive ? new Coordinates(Console.CursorLeft, Console.CursorTop) : default;
        set
        {
            if (terminal.IsOutputInteractive) { Console.SetCursorPosition(value.X, value.Y); }
        }
    }

    /// <inheritdoc/>
    public override Coordinates WindowPosition
    {
        get => default;
        set => throw Unsupported();
    }

    /// <inheritdoc/>
    public override int CursorSize { get; set; } = 25;

    /// <inheritdoc/>
    public override bool KeyAvailable => terminal.IsInputInteractive && Console.KeyAvailable;

    /// <inheritdoc/>
    public override string WindowTitle
    {
        get => OperatingSystem.IsWindows() ? Console.Title : "";
        set
        {
            if (terminal.IsOutputInteractive) { Console.Title = value; }
        }
    }

    /// <inheritdoc/>
    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        if (!terminal.IsInputInteractive) { throw new HostException("A key can't be read: input does not come from a terminal."); }

        ConsoleKeyInfo key = Console.ReadKey(options.HasFlag(ReadKeyOptions.NoEcho));
        ControlKeyStates states = (key.Modifiers.HasFlag(ConsoleModifiers.Shift) ? ControlKeyStates.ShiftPressed : 0)
            | (key.Modifiers.HasFlag(ConsoleModifiers.Alt) ? ControlKeyStates.LeftAltPressed : 0)
            | (key.Modifiers.HasFlag(ConsoleModifiers.Control) ? ControlKeyStates.LeftCtrlPressed : 0);
        return new KeyInfo((int)key.Key, key.KeyChar, states, keyDown: true);
    }

    /// <inheritdoc/>
    public override void FlushInputBuffer()
    {
        while (KeyAvailable) { Console.ReadKey(intercept: true); }
    }

    /// <inheritdoc/>
    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw Unsupported();

    /// <summary>Clears the screen, which is what a rectangle of only -1 means; nothing else is possible.</summary>
    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
        if (rectangle.Left != -1 || rectangle.Top != -1 || rectangle.Right != -1 || rectangle.Bottom != -1) { throw Unsupported(); }

        if (terminal.IsOutputInteractive) { Console.Clear(); }
    }

    /// <inheritdoc/>
    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw Unsupported();

    /// <inheritdoc/>
    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
        throw Unsupported();

    private static HostException Unsupported() => new("The cells, size and position of this host's window can't be changed or read.");
}
