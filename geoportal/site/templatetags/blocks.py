"""A block's text a second time: Django lets a template name each block once."""

from django.template import Context, Library
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.safestring import SafeString, mark_safe

register = Library()


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> SafeString:
    """Return what the block ``name`` of the page holds, on one line."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    # A block is rendered text: what it shows of values is escaped already.
    return mark_safe(" ".join(str(block.render(context)).split()))  # noqa: S308
