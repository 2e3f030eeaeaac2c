<#-- Our productions. They are put into the middle of Calcite's parser template, so they may call any of its own. -->
