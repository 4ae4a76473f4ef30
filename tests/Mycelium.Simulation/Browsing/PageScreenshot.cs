namespace Mycelium.Simulation.Browsing;

/// <summary>Takes a picture of a topology page as a user sees it.</summary>
internal static class PageScreenshot
{
    private const int Width = 1440;
    private const int Height = 900;

    /// <summary>Opens a page in a browser and writes what is seen to a PNG file.</summary>
    /// <param name="page">File of the page.</param>
    /// <param name="picture">File of the picture.</param>
    /// <param name="colors"><c>light</c> or <c>dark</c>.</param>
    /// <param name="selected">Words that find the node to select; null for none.</param>
    /// <param name="size">Width and height of the window in pixels; null for that of the documentation.</param>
    internal static async Task TakeAsync(string page, string picture, string colors, string? selected = null, (int Width, int Height)? size = null)
    {
        (int width, int height) = size ?? (Width, Height);
        await using Browser browser = await Browser.StartAsync().ConfigureAwait(false);
        BrowserPage opened = await browser.OpenAsync().ConfigureAwait(false);
        await opened.ResizeAsync(width, height, isPhone: width < height).ConfigureAwait(false);
        await opened.PreferAsync("prefers-color-scheme", colors).ConfigureAwait(false);
        await opened.LoadAsync(page).ConfigureAwait(false);
        if (selected is not null) { await SelectAsync(opened, selected).ConfigureAwait(false); }

        await opened.UntilAsync("document.getAnimations().length === 0").ConfigureAwait(false);
        await File.WriteAllBytesAsync(picture, await opened.CaptureAsync().ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static async Task SelectAsync(BrowserPage page, string words)
    {
        await page.PressAsync("/").ConfigureAwait(false);
        foreach (char letter in words) { await page.PressAsync(letter.ToString()).ConfigureAwait(false); }

        await page.PressAsync("Enter").ConfigureAwait(false);
        await page.UntilAsync("document.querySelector('.node.selected')").ConfigureAwait(false);
        await page.PressAsync("Escape").ConfigureAwait(false);
        await page.EvaluateAsync("document.activeElement.blur()").ConfigureAwait(false);
    }
}
