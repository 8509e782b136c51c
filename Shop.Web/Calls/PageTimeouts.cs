namespace Shop.Web.Calls;

public static class PageTimeouts
{
    /// <summary>A command that the page needs before it is shown.</summary>
    public static readonly TimeSpan Required = TimeSpan.FromSeconds(5);

    /// <summary>A call that adds something to the page, which is also useful without it.</summary>
    public static readonly TimeSpan Optional = TimeSpan.FromSeconds(2);

    /// <summary>A call for a part of every page, or one with a cached response as a fallback.</summary>
    public static readonly TimeSpan EveryPage = TimeSpan.FromSeconds(1.5);
}
