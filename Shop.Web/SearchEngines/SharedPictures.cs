namespace Shop.Web.SearchEngines;

/// <summary>
/// The pictures in link previews. Previews do not show SVG, so each picture has a PNG beside it, created by
/// <c>share-pictures.sh</c>.
/// </summary>
public sealed class SharedPictures(IWebHostEnvironment environment)
{
    public const int Width = 1200;
    public const int Height = 630;

    /// <summary>The shop's picture, for pages without one.</summary>
    public const string OfTheShop = "/images/shop.png";

    public string Of(string? picture)
    {
        var shared = Path.ChangeExtension(picture, ".png");
        return shared is not null && environment.WebRootFileProvider.GetFileInfo(shared).Exists ? shared : OfTheShop;
    }
}
