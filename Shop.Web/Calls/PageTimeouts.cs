namespace Shop.Web.Calls;

public static class PageTimeouts
{
    /// <summary>A command that the page needs before it is shown.</summary>
    public static readonly TimeSpan Needed = TimeSpan.FromSeconds(5);

    /// <summary>A call that adds something to the page, which is also useful without it.</summary>
    public static readonly TimeSpan Optional = TimeSpan.FromSeconds(2);

    /// <summary>A part of every page, or a call with a cached response as a fallback.</summary>
    public static readonly TimeSpan Brief = TimeSpan.FromSeconds(1.5);
}
