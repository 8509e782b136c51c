namespace Shop.Web.SearchEngines;

/// <summary>The pictures in link previews, which do not show SVG. <c>share-pictures.sh</c> makes them.</summary>
public sealed class SharedPictures(IWebHostEnvironment environment)
{
    public const int Width = 1200;
    public const int Height = 630;

    public const string OfTheShop = "/images/shop.png";

    public string Of(string? picture)
    {
        var shared = Path.ChangeExtension(picture, ".png");
        return shared is not null && environment.WebRootFileProvider.GetFileInfo(shared).Exists ? shared : OfTheShop;
    }
}
