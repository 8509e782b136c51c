namespace Shop.Web.SearchEngines;

/// <summary>
/// The pictures that are shown where a page is shared. Nobody shows an SVG there, so each picture of the shop has a PNG
/// of its own beside it, made by <c>share-pictures.sh</c>.
/// </summary>
public sealed class SharedPictures(IWebHostEnvironment environment)
{
    public const int Width = 1200;
    public const int Height = 630;

    /// <summary>The shop's own, for pages that have none.</summary>
    public const string OfTheShop = "/images/shop.png";

    public string Of(string? picture)
    {
        var shared = Path.ChangeExtension(picture, ".png");
        return shared is not null && environment.WebRootFileProvider.GetFileInfo(shared).Exists ? shared : OfTheShop;
    }
}
