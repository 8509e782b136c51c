namespace Shop.Web.Components.Forms;

/// <summary>The kinds of a notice; shop.css has the class <c>notice-…</c> of each.</summary>
public enum NoticeKind
{
    Error,
    Warning,
    Success,
    Info,
}
